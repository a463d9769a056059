import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { APPLY } from '../../../testbed/lab/install'
import type { Lab } from '../../../testbed/lab/lab'
import type { Ended } from '../../../testbed/tools/run-program'
import { STORY_LABEL } from '../support/pools'
import { poolPath, readPool, until } from '../support/views'
import type { World } from '../support/world'

/** What the admin types, and what the admin sees. */

export const INSTALL = resolve('manifests', 'install.yaml')

/** A kubectl that must succeed; answers what it prints. */
export const kubectl = async ({ controlPlane }: Lab, ...args: ReadonlyArray<string>): Promise<string> => {
  const { code, stdout, stderr } = await controlPlane.kubectl(...args)
  assert.equal(code, 0, `kubectl ${args.join(' ')}: ${stderr}`)
  return stdout
}

/** The upgrade of docs/operations.md; with `--force-conflicts` where somebody edited what it has. */
export const upgradeTo = ({ controlPlane }: Lab, file = INSTALL, ...flags: ReadonlyArray<string>): Promise<Ended> =>
  controlPlane.kubectl(...APPLY, file, ...flags)

interface PodList {
  readonly items: ReadonlyArray<{
    readonly metadata: { readonly name: string }
    readonly spec: { readonly priorityClassName?: string; readonly priority?: number }
  }>
}

/** The pod that the Deployment made. Nobody starts it: a lab's operator is processes. */
export const operatorPod = ({ api }: World): Promise<PodList['items'][number]> =>
  until('the Deployment to make its pod', async () => {
    const selector = 'app.kubernetes.io%2Fcomponent%3Doperator'
    const list = await api.get<PodList>(`/api/v1/namespaces/bootc-operator/pods?labelSelector=${selector}`)
    return list?.items[0]
  })

/** Has the pool's hook called. */
export const poke = ({ api }: World, pool: string): Promise<unknown> =>
  api.patch(poolPath(pool), { metadata: { annotations: { 'example.com/poked': String(Date.now()) } } })

/** While the hooks are away: Metacontroller has told of a sync that failed, and counted the next one that failed so. */
export const untilFailuresAreCounted = (world: World, pool: string): Promise<true> =>
  until('failed syncs to be told and counted', async () => {
    await poke(world, pool)
    const counts = ['-o', 'jsonpath={.items[*].count}']
    const told = await kubectl(
      world.lab,
      'get',
      'events',
      '-n',
      'default',
      '--field-selector=reason=SyncError',
      ...counts,
    )
    return told.split(' ').some(count => Number(count) > 1) || undefined
  })

/**
 * Waits until the pool's condition OperatorReady has this reason, and says all of this: on a busy machine the API server
 * may leave a question unanswered at first.
 */
export const untilOperator = (
  world: World,
  pool: string,
  reason: string,
  says: ReadonlyArray<RegExp> = [],
): Promise<true> => {
  const condition = async () =>
    (await readPool(world, pool)).status?.conditions?.find(({ type }) => type === 'OperatorReady')
  return until(
    `OperatorReady of ${pool} to be for ${reason}`,
    async () => {
      const found = await condition()
      if (found?.reason === reason && says.every(pattern => pattern.test(found.message))) return true
      // As its next resync would, half a minute later.
      await poke(world, pool)
      return undefined
    },
    { shown: async () => JSON.stringify(await condition()) },
  )
}

/** Messages of the hook server's log that was written last. */
export const logOf = (file: string): ReadonlyArray<string> =>
  readFileSync(file, 'utf8')
    .split('\n')
    .slice(0, -1) // The last line may still be on its way.
    .filter(line => line.startsWith('{'))
    .map(line => String((JSON.parse(line) as { readonly msg?: string }).msg))

interface NodeList {
  readonly items: ReadonlyArray<{
    readonly metadata: {
      readonly name: string
      readonly labels?: Readonly<Record<string, string>>
      readonly annotations?: Readonly<Record<string, string>>
    }
    readonly spec?: { readonly unschedulable?: boolean }
  }>
}

/** What the operator has left on Nodes: cordons, and labels and annotations of ours. Of a story, or of all. */
export const leftOnNodes = async ({ api }: World, story?: string): Promise<ReadonlyArray<string>> => {
  const list = await api.get<NodeList>('/api/v1/nodes')
  return (list?.items ?? [])
    .filter(({ metadata }) => story === undefined || metadata.labels?.[STORY_LABEL] === story)
    .flatMap(({ metadata: { name, labels, annotations }, spec }) => [
      ...(spec?.unschedulable === true ? [`${name} is cordoned`] : []),
      ...[...Object.keys(labels ?? {}), ...Object.keys(annotations ?? {})]
        .filter(key => key.startsWith('bootc.node-restriction.') || key.startsWith('node.bootc.dev/'))
        .map(key => `${name} has ${key}`),
    ])
}
