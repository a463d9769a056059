import * as t from 'io-ts'
import { VERSION } from './names'

/** What is read of a CRD to know whose it is. */
export const CrdSchemas = t.type(
  {
    spec: t.type({
      versions: t.readonlyArray(
        t.intersection([
          t.type({ name: t.string }),
          t.partial({ served: t.boolean, schema: t.partial({ openAPIV3Schema: t.partial({ title: t.string }) }) }),
        ]),
      ),
    }),
  },
  'CustomResourceDefinition',
)
export interface CrdSchemas extends t.TypeOf<typeof CrdSchemas> {}

/** Discovery of one group and version; a subresource has a slash in its name. */
export const ServedKinds = t.type({ resources: t.readonlyArray(t.type({ name: t.string })) }, 'APIResourceList')
export interface ServedKinds extends t.TypeOf<typeof ServedKinds> {}

export const titleOf = ({ spec }: CrdSchemas): string | undefined =>
  spec.versions.find(({ name }) => name === VERSION)?.schema?.openAPIV3Schema?.title

export const pluralsOf = (served: ServedKinds | undefined): ReadonlyArray<string> =>
  (served?.resources ?? []).map(({ name }) => name).filter(name => !name.includes('/'))
