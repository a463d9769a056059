import type { Condition } from '../../../hooks/api/kubernetes'
import { bootedDeployment, readState } from '../../../testbed/hosts/host-state'
import type { TestRegistry } from '../../../testbed/registry/start-registry'
import { machineOf } from '../support/acts'
import { STORY_LABEL } from '../support/pools'
import { type Pool, poolPath, until } from '../support/views'
import type { World } from '../support/world'

/** The least that the CRD lets a pool ask for. */
const POLL_SECONDS = 30

export interface TagPool {
  readonly name: string
  readonly ref: string
  readonly image?: Readonly<Record<string, unknown>>
  readonly rollout?: Readonly<Record<string, unknown>>
  readonly pullSecret?: string
}

export const putTagPool = ({ api }: World, { name, ref, image, rollout, pullSecret }: TagPool): Promise<void> =>
  api.put(poolPath(name), {
    apiVersion: 'node.bootc.dev/v1alpha1',
    kind: 'BootcNodePool',
    metadata: { name },
    spec: {
      nodeSelector: { matchLabels: { [STORY_LABEL]: name } },
      image: { ref, pollIntervalSeconds: POLL_SECONDS, ...image },
      rollout: { minReadySeconds: 1, ...rollout },
      ...(pullSecret && { pullSecretRef: { name: pullSecret } }),
    },
  })

/** The user's words for what a pool's tag means. */
export interface ImagePool extends Pool {
  readonly status?: Pool['status'] & {
    readonly targetDigest?: string
    readonly availableDigest?: string
    readonly updateAvailable?: boolean
    readonly image?: { readonly digest?: string; readonly version?: string; readonly error?: string }
  }
}

export const readImagePool = async ({ api }: World, name: string): Promise<ImagePool> => {
  const pool = await api.get<ImagePool>(poolPath(name))
  if (pool === undefined) throw new Error(`there is no pool ${name}`)
  return pool
}

export const conditionOf = ({ status }: ImagePool, type: string): Condition | undefined =>
  status?.conditions?.find(condition => condition.type === type)

type Status = NonNullable<ImagePool['status']>

/** Waits until the status of a pool is as asked; long enough for several lookups, POLL_SECONDS apart, and a rollout. */
export const untilStatus = (
  world: World,
  name: string,
  what: string,
  isSo: (status: Status, pool: ImagePool) => boolean,
): Promise<ImagePool> =>
  until(
    `pool ${name}: ${what}`,
    async () => {
      const pool = await readImagePool(world, name)
      return pool.status !== undefined && isSo(pool.status, pool) ? pool : undefined
    },
    { seconds: 600, shown: async () => JSON.stringify((await readImagePool(world, name)).status) },
  )

export const untilResolved = (world: World, name: string, reason: string): Promise<ImagePool> =>
  untilStatus(world, name, `ImageResolved to be for ${reason}`, (_, pool) => {
    const condition = conditionOf(pool, 'ImageResolved')
    return condition?.reason === reason
  })

export const untilTarget = (world: World, name: string, digest: string): Promise<ImagePool> =>
  untilStatus(world, name, `the target to be ${digest}`, ({ targetDigest }) => targetDigest === digest)

export const untilAvailable = (world: World, name: string, digest: string | undefined): Promise<ImagePool> =>
  untilStatus(
    world,
    name,
    `${digest ?? 'nothing'} to be available`,
    ({ availableDigest }) => availableDigest === digest,
  )

/** All nodes run the target, and the target is this. */
export const untilAllRun = (world: World, name: string, digest: string): Promise<ImagePool> =>
  untilStatus(world, name, `all nodes to run ${digest}`, ({ phase, targetDigest }) => {
    return phase === 'UpToDate' && targetDigest === digest
  })

export const bootedOn = (world: World, node: string): string =>
  bootedDeployment(readState(machineOf(world, node).layout)).image.digest

/** What a host that is to run a digest of a registry from its start was installed with. */
export const installed = ({ host }: TestRegistry, repository: string, digest: string) => ({
  image: `${host}/${repository}@${digest}`,
})
