import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { KubeConfig } from '@kubernetes/client-node'
import { apiRequest } from '../../hooks/ports/api/api-request'
import { withKeepAlive } from '../../hooks/ports/api/keep-alive'
import { waitFor } from '../../testbed/control-plane/wait-for'
import type { Lab } from '../../testbed/lab/lab'
import { type Fleet, startFleet } from './fleet'
import { type PodsOptions, startPods } from './pods'

export interface Work {
  readonly nodes: number
  /** Percent of the nodes. */
  readonly maxUnavailable: number
  readonly stageSeconds: number
  readonly rebootSeconds: number
  /** None unless given. */
  readonly pods?: Omit<PodsOptions, 'nodes'> | undefined
}

/** N nodes in one pool, all of them up to date. */
export interface Enrolled {
  readonly fleet: Fleet
  readonly config: KubeConfig
  /** Wants this image of the pool, named by a hex digit. */
  readonly edit: (letter: string) => Promise<void>
  /** From now on nobody reboots. */
  readonly stageOnly: () => Promise<void>
  readonly untilUpToDate: (letter: string) => Promise<void>
  /** From the first Node to the pool's first UpToDate, in seconds. */
  readonly seconds: number
}

const POOL = 'bench'
const POOL_PATH = `/apis/node.bootc.dev/v1alpha1/bootcnodepools/${POOL}`
export const BENCH_LABEL = 'example.com/bench'
const HEARTBEAT_MS = 300_000
/** A look at the pool is a request like any other, and must not take from what is measured. */
const LOOK_EVERY_MS = 200
/** For what the last sync set off to end, in seconds. */
export const SETTLE = 5

export const digestOf = (letter: string): string => `sha256:${letter.repeat(64)}`
const imageOf = (letter: string): string => `registry.example/os@${digestOf(letter)}`

const poolOf = (letter: string, { maxUnavailable, nodes }: Work): object => ({
  apiVersion: 'node.bootc.dev/v1alpha1',
  kind: 'BootcNodePool',
  metadata: { name: POOL },
  spec: {
    nodeSelector: { matchLabels: { [BENCH_LABEL]: 'yes' } },
    image: { ref: imageOf(letter) },
    rollout: { maxUnavailable: `${maxUnavailable}%`, maxStaging: nodes, minReadySeconds: 0 },
  },
})

interface Pool {
  readonly status?: { readonly phase?: string; readonly message?: string; readonly targetDigest?: string }
}

/** One wave after the other without any overhead, in seconds; the pods of a node end all at once. */
export const idealOf = ({ nodes, maxUnavailable, stageSeconds, rebootSeconds, pods }: Work): number =>
  stageSeconds +
  Math.ceil(nodes / Math.ceil((nodes * maxUnavailable) / 100)) * (rebootSeconds + (pods?.endSeconds ?? 0))

/** The processes by their names, so that a second look finds the same ones. */
export const pidsOf = ({ controlPlane, hooks, metacontroller }: Lab): ReadonlyMap<string, number> =>
  new Map([
    [`metacontroller (${metacontroller.kind})`, metacontroller.pid],
    ['hooks', hooks.pid()],
    ...controlPlane.pids.map(pid => [readFileSync(`/proc/${pid}/comm`, 'utf8').trim(), pid] as const),
    ['hosts and agents', process.pid],
  ])

/** Starts N nodes in a lab that has no others, and waits until their pool is up to date and at rest. */
export const enrol = async ({ controlPlane }: Lab, work: Work): Promise<Enrolled> => {
  const config = new KubeConfig()
  config.loadFromFile(controlPlane.kubeconfig)
  withKeepAlive(config)

  const apply = async (letter: string): Promise<void> => {
    const { code, stderr } = await controlPlane.apply(JSON.stringify(poolOf(letter, work)))
    if (code !== 0) throw new Error(`the pool was not taken: ${stderr}`)
  }
  // Not by kubectl, whose start alone takes half a second.
  const patch = async (spec: object): Promise<void> => {
    const contentType = 'application/merge-patch+json'
    await apiRequest(config, { method: 'PATCH', path: POOL_PATH, contentType, body: { spec } })
  }
  const edit = (letter: string): Promise<void> => patch({ image: { ref: imageOf(letter) } })
  const stageOnly = (): Promise<void> => patch({ rollout: { strategy: 'StageOnly' } })
  const untilUpToDate = async (letter: string): Promise<void> => {
    let said = ''
    await waitFor({
      what: 'the pool to be up to date',
      seconds: 120 + work.nodes + 5 * idealOf(work),
      everyMs: LOOK_EVERY_MS,
      look: async () => {
        const { status } = await apiRequest<Pool>(config, { method: 'GET', path: POOL_PATH })
        said = status?.message ?? ''
        return (status?.phase === 'UpToDate' && status.targetDigest === digestOf(letter)) || undefined
      },
    }).catch((error: Error) => Promise.reject(new Error(`${error.message}: ${said}`)))
  }

  const began = Date.now()
  const fleet = await startFleet({
    kubeconfig: controlPlane.kubeconfig,
    nodes: work.nodes,
    image: imageOf('a'),
    labels: { [BENCH_LABEL]: 'yes' },
    stageMs: work.stageSeconds * 1000,
    rebootMs: work.rebootSeconds * 1000,
    heartbeatMs: HEARTBEAT_MS,
  })
  try {
    await apply('a')
    await untilUpToDate('a')
  } catch (error) {
    fleet.stop()
    throw error
  }
  const seconds = (Date.now() - began) / 1000
  const pods = work.pods && (await startPods(config, { ...work.pods, nodes: fleet.names }))
  await sleep(SETTLE * 1000)
  const stop = (): void => {
    pods?.stop()
    fleet.stop()
  }
  return { fleet: { ...fleet, stop }, config, edit, stageOnly, untilUpToDate, seconds }
}
