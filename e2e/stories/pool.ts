import { waitFor } from '../../testbed/control-plane/wait-for'
import { MACHINE_LABEL } from '../nodes/qemu/seed-files'
import type { Cluster } from '../providers/cluster'
import { applyObject, LOOK_EVERY_MS, read } from './cluster-facts'
import type { Told } from './story'

export const POOL = 'workers'
export const PULL_SECRET = 'os-pull'
const NAMESPACE = 'bootc-operator'

/** Two boots, a pull and a drain of emulated machines, beside other work. In seconds. */
const ROLLOUT_SECONDS = 4800

export interface PoolFacts {
  readonly status?: {
    readonly phase?: string
    readonly message?: string
    readonly updatedCount?: number
    readonly targetDigest?: string
    readonly availableDigest?: string
    readonly conditions?: ReadonlyArray<{ readonly type: string; readonly status: string; readonly message?: string }>
  }
}

/** A rollout of emulated machines is slow, and no reason to give one up. */
const ROLLOUT = { maxUnavailable: 1, minReadySeconds: 5, agentTimeoutSeconds: 1800, rebootTimeoutSeconds: 2400 }

const pullSecret = ({ dockerConfig }: Cluster): object => ({
  apiVersion: 'v1',
  kind: 'Secret',
  type: 'kubernetes.io/dockerconfigjson',
  metadata: { name: PULL_SECRET, namespace: NAMESPACE },
  stringData: { '.dockerconfigjson': dockerConfig() },
})

/** Settings of the pool that differ from what most stories want. */
export interface PoolWishes {
  readonly image?: object
  readonly rollout?: object
  readonly disruption?: object
  /** The pull secret in the cluster stays as it is, though the registry may want another by now. */
  readonly keepsSecret?: boolean
}

/**
 * Settings by which rebooted nodes must show this unit, with the time that an emulated machine takes beside other work to boot and to
 * start all of its image.
 */
export const verifying = (unit: string): object => ({ verify: { systemdUnits: [unit] }, rebootTimeoutSeconds: 1500 })

/** The pool of all machines runs this image. */
export const applyPool = async (cluster: Cluster, ref: string, wishes: PoolWishes = {}): Promise<void> => {
  if (wishes.keepsSecret !== true) await applyObject(cluster, pullSecret(cluster))
  await applyObject(cluster, {
    apiVersion: 'node.bootc.dev/v1alpha1',
    kind: 'BootcNodePool',
    metadata: { name: POOL },
    spec: {
      nodeSelector: { matchLabels: { [MACHINE_LABEL]: 'yes' } },
      image: { ref, ...wishes.image },
      pullSecretRef: { name: PULL_SECRET },
      rollout: { ...ROLLOUT, ...wishes.rollout },
      ...(wishes.disruption && { disruption: wishes.disruption }),
    },
  })
}

export const readPool = (cluster: Cluster): Promise<PoolFacts> => read<PoolFacts>(cluster, 'bootcnodepools', POOL)

/** Says each new sentence of the pool until `isDone`; rejects with the last one when that takes too long. */
export const followPool = async (
  { cluster, say }: Told,
  what: string,
  isDone: (pool: PoolFacts) => boolean,
): Promise<PoolFacts> => {
  let last = ''
  const look = async (): Promise<PoolFacts | undefined> => {
    const pool = await readPool(cluster)
    const { phase = '', message = '' } = pool.status ?? {}
    const line = `pool ${phase}: ${message}`
    if (line !== last) say(line)
    last = line
    return isDone(pool) ? pool : undefined
  }
  try {
    return await waitFor({ what, seconds: ROLLOUT_SECONDS, everyMs: LOOK_EVERY_MS, look })
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : String(error)}; the pool says: ${last}`)
  }
}

/** Until the pool says that its rollout stopped. */
export const untilHalted = (told: Told): Promise<PoolFacts> =>
  followPool(told, 'the rollout to stop', ({ status }) => status?.phase === 'Halted')

export const digestIn = (ref: string): string => ref.replace(/^.*@/, '')

/** Until the pool says that all nodes run what was applied, which an older status may still say of the image before. */
export const untilUpToDate = (told: Told, ref: string): Promise<PoolFacts> =>
  followPool(told, `all nodes to run ${ref}`, ({ status }) => {
    const { phase = '', targetDigest, message = '' } = status ?? {}
    if (targetDigest !== digestIn(ref)) return false
    if (phase === 'Halted') throw new Error(`the rollout stopped: ${message}`)
    return phase === 'UpToDate'
  })
