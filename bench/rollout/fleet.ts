import { setTimeout as sleep } from 'node:timers/promises'
import { KubeConfig } from '@kubernetes/client-node'
import type { Loop } from '../../agent/loop/loop'
import { withKeepAlive } from '../../hooks/ports/api/keep-alive'
import { kubeletApi } from '../../testbed/hosts/kubelet/kubelet-api'
import {
  conditionsOf,
  type NodeFacts,
  nodeStatus,
  readinesses,
  secondsOf,
} from '../../testbed/hosts/kubelet/node-object'
import { type BenchHost, benchHost } from './bench-host'
import { hostTokens, type RegisteredNode } from './host-tokens'
import { inBatches } from './in-batches'

import { shareUpdates } from './shared-updates'
import { startAgent } from './start-agent'

export interface FleetOptions {
  readonly kubeconfig: string
  readonly nodes: number
  readonly image: string
  readonly labels: Readonly<Record<string, string>>
  readonly stageMs: number
  readonly rebootMs: number
  /** How often each kubelet says that it lives, in milliseconds. */
  readonly heartbeatMs: number
}

/** N nodes with their hosts and agents, played by this process. */
export interface Fleet {
  readonly names: ReadonlyArray<string>
  readonly isUp: (node: string) => boolean
  readonly running: (digest: string) => number
  readonly reboots: () => number
  /** From `from` (ms since 1970) to the first pull after it, in seconds. */
  readonly firstStageAfter: (from: number) => number | undefined
  readonly pullsAfter: (from: number) => number
  readonly stop: () => void
}

/** Makes half of a real Node's size (12 kB), as kubelets list up to 50 images. */
const IMAGES = 40
const AT_ONCE = 8

const tokenConfig = (base: KubeConfig, token: string): KubeConfig => {
  const config = new KubeConfig()
  const cluster = base.getCurrentCluster()
  if (cluster === null) throw new Error('the kubeconfig has no current cluster')
  config.loadFromClusterAndUser(cluster, { name: 'agent', token })
  return config
}

/** One pool of connections for all hosts: that there are N of them is the API server's load in life, not this process's. */
const sharing = (base: KubeConfig): ((token: string) => KubeConfig) => {
  const { createAgent } = withKeepAlive(tokenConfig(base, '')) as unknown as { createAgent: unknown }
  return token => Object.assign(tokenConfig(base, token), { createAgent })
}

export const startFleet = async (options: FleetOptions): Promise<Fleet> => {
  const { kubeconfig, image, labels, stageMs, rebootMs, heartbeatMs } = options
  const admin = new KubeConfig()
  admin.loadFromFile(kubeconfig)
  const api = kubeletApi(withKeepAlive(admin))
  const names = Array.from({ length: options.nodes }, (_, at) => `bench-${String(at).padStart(4, '0')}`)
  const up = new Map<string, boolean>()
  const hosts = new Map<string, BenchHost>()
  const heartbeats: NodeJS.Timeout[] = []
  const loops = new Map<string, Loop>()
  const pulls: number[] = []
  let reboots = 0
  let stopped = false

  const registered = await inBatches(names, AT_ONCE, async (name): Promise<RegisteredNode> => {
    const uid = await api.registerNode({ name, labels, images: IMAGES })
    return { name, uid }
  })
  const tokens = await hostTokens(kubeconfig, registered)
  const configOf = sharing(admin)
  const updates = shareUpdates(admin)

  const startHost = async ({ name, uid }: RegisteredNode, at: number): Promise<void> => {
    const since = (): string => secondsOf(new Date())
    const facts = (bootId: string, readiness: NodeFacts['readiness']): NodeFacts => ({
      node: { name, labels, images: IMAGES },
      bootId,
      readiness,
      registeredAt: since(),
    })
    const tell = (status: object): Promise<void> => api.patchStatus(name, status).catch(() => undefined)
    const cycle = async (): Promise<void> => {
      if (up.get(name) !== true || stopped) return
      up.set(name, false)
      loops.get(name)?.stop()
      const down = { ...readinesses.shuttingDown, since: since() }
      await Promise.all([tell({ conditions: conditionsOf(facts(host.bootId(), down), since()) }), sleep(rebootMs)])
      if (stopped) return
      host.reboot()
      reboots += 1
      up.set(name, true)
      const ready = { ...readinesses.ready, since: since() }
      await tell({
        conditions: conditionsOf(facts(host.bootId(), ready), since()),
        nodeInfo: { bootID: host.bootId() },
      })
      await begin()
    }
    const host = benchHost({
      name,
      image,
      stageMs,
      pulls: () => void pulls.push(Date.now()),
      rebootAsked: () => void cycle(),
    })
    const update = updates.of(name, configOf(tokens.get(name) ?? ''))
    const begin = async (): Promise<void> => {
      const loop = await startAgent(host, update, { nodeName: name, nodeUID: uid })
      loops.set(name, loop)
      updates.onChange(name, loop.wake)
      loop.wake()
    }
    hosts.set(name, host)
    up.set(name, true)
    await api.patchStatus(name, nodeStatus(facts(host.bootId(), { ...readinesses.ready, since: since() }), since()))
    await begin()
    const beat = (): void => {
      if (up.get(name) !== true) return
      const lastHeartbeatTime = since()
      const types = ['MemoryPressure', 'DiskPressure', 'PIDPressure', 'Ready']
      void tell({ conditions: types.map(type => ({ type, lastHeartbeatTime })) })
    }
    const first = setTimeout(
      () => {
        beat()
        heartbeats.push(setInterval(beat, heartbeatMs))
      },
      (heartbeatMs * at) / names.length,
    )
    heartbeats.push(first)
  }
  await inBatches(
    registered.map((node, at) => ({ node, at })),
    AT_ONCE,
    ({ node, at }) => startHost(node, at),
  )

  return {
    names,
    isUp: node => up.get(node) ?? false,
    running: digest => [...hosts.values()].filter(host => host.booted().digest === digest).length,
    reboots: () => reboots,
    firstStageAfter: from => {
      const first = pulls.find(at => at >= from)
      return first === undefined ? undefined : (first - from) / 1000
    },
    pullsAfter: from => pulls.filter(at => at >= from).length,
    stop: () => {
      stopped = true
      for (const timer of heartbeats) clearInterval(timer)
      for (const loop of loops.values()) loop.stop()
      updates.stop()
    },
  }
}
