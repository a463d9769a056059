import * as t from 'io-ts'

/** One thing that a role allows. Without a namespace it holds in all of them, without a name for every object. */
export const Right = t.intersection(
  [
    t.type({ verb: t.string, group: t.string, resource: t.string }),
    t.partial({ subresource: t.string, namespace: t.string, name: t.string }),
  ],
  'Right',
)
export type Right = t.TypeOf<typeof Right>

/** `patch nodes`, `create pods/eviction`, `get leases in kube-node-lease`. */
export const rightText = ({ verb, group, resource, subresource, namespace, name }: Right): string => {
  const what = [group === '' ? resource : `${resource}.${group}`, ...(subresource === undefined ? [] : [subresource])]
  const which = name === undefined ? '' : ` ${name}`
  return `${verb} ${what.join('/')}${which}${namespace === undefined ? '' : ` in ${namespace}`}`
}
