import type { KubeConfig, V1Pod } from '@kubernetes/client-node'
import type { Shutdown } from './boot'
import { insist, kubeletApi } from './kubelet/kubelet-api'
import {
  conditionsOf,
  type NodeFacts,
  type NodeOptions,
  nodeStatus,
  readinesses,
  secondsOf,
} from './kubelet/node-object'
import { podWork } from './kubelet/pod-status'
import { watchPods } from './kubelet/pod-watch'
import type { MachineKubelet } from './machine'

export interface KubeletOptions {
  readonly node: NodeOptions
  /**
   * `slow`: the Node is NotReady from the shutdown until the host is up again. `fast`: it never is, only its bootID
   * changes, as with a host that reboots in less than the 40 s after which a silent Node counts as lost.
   */
  readonly reboot: 'slow' | 'fast'
}

export interface Kubelet extends MachineKubelet {
  readonly name: string
  /** Makes the Node anew, with a new uid, after an admin has deleted it: a kubelet does that only when it is restarted. */
  readonly reRegister: () => Promise<void>
  /** The Node was deleted and not registered again; noticed at the next write. */
  readonly isGone: () => boolean
  readonly stop: () => void
}

export interface Kubelets {
  /** Nothing is registered before the machine's first start. */
  readonly add: (options: KubeletOptions) => Kubelet
  readonly stop: () => void
}

/** Milliseconds: lease renewals and status reports as real kubelets do them; a pod ends and starts almost at once. */
const LEASE_EVERY = 10_000
const STATUS_EVERY = 300_000
const POD_DELAY = 30

/** The kubelets of all machines of this process, with an admin's KubeConfig (`withKeepAlive` applied, or it is slow). */
export const startKubelets = (kubeConfig: KubeConfig): Kubelets => {
  const api = kubeletApi(kubeConfig)
  const all: Array<Kubelet> = []
  const running = new Map<string, (pod: V1Pod) => void>()
  const pods = watchPods(kubeConfig, pod => running.get(pod.spec?.nodeName ?? '')?.(pod))

  const add = ({ node, reboot }: KubeletOptions): Kubelet => {
    const { name } = node
    let facts: NodeFacts | undefined
    let nodeUid = ''
    let up = false
    let gone = false
    let stopped = false
    const busy = new Set<string>()
    const ended = (): boolean => stopped

    const now = (): string => secondsOf(new Date())
    const become = (current: NodeFacts, readiness: (typeof readinesses)[keyof typeof readinesses]): NodeFacts => {
      const same = current.readiness.status === readiness.status
      return { ...current, readiness: { ...readiness, since: same ? current.readiness.since : now() } }
    }
    /** Writes until it is written; a 404 means that an admin deleted the Node. */
    const report = async (status: object): Promise<void> => {
      if (gone || stopped) return
      const written = await insist(() => api.patchStatus(name, status), ended)
      if (!written && !stopped) gone = true
    }
    const renew = async (): Promise<void> => {
      if (!up || gone || stopped) return
      // When it fails the next one is soon: the API server may be away, or have no kube-node-lease namespace yet.
      await api.renewLease(name, nodeUid).catch(() => undefined)
    }
    const register = async (): Promise<void> => {
      await insist(async () => {
        nodeUid = await api.registerNode(node)
      }, ended)
      gone = false
      if (facts !== undefined) await report(nodeStatus(facts, now()))
      await renew()
    }

    const work = (pod: V1Pod): void => {
      const what = podWork(pod)
      const key = `${pod.metadata?.uid} ${what}`
      if (what === undefined || !up || stopped || busy.has(key)) return
      busy.add(key)
      setTimeout(() => {
        const done = (): unknown => busy.delete(key)
        if (!up || stopped) done()
        // A pod that is gone is done with, and so is one whose host goes down: it is looked at again when that comes up.
        else
          insist(
            () => (what === 'run' ? api.runPod(pod) : api.finishPod(pod)),
            () => !up || stopped,
          ).then(done, done)
      }, POD_DELAY)
    }
    running.set(name, work)

    const lease = setInterval(renew, LEASE_EVERY)
    const status = setInterval(() => {
      if (up && facts !== undefined) report({ conditions: conditionsOf(facts, now()) }).catch(() => undefined)
    }, STATUS_EVERY)

    const kubelet: Kubelet = {
      name,
      isGone: () => gone,
      reRegister: register,
      hostUp: async ({ bootId, soft, ready }) => {
        up = true
        const first = facts === undefined
        const since = now()
        const before: NodeFacts = facts ?? {
          node,
          bootId,
          registeredAt: since,
          readiness: { ...readinesses.shuttingDown, since },
        }
        facts = { ...become(before, ready ? readinesses.ready : readinesses.broken), bootId }
        if (first) await register()
        else if (!soft || reboot === 'slow') await report(nodeStatus(facts, now()))
        // A kubelet renews at its start, so a soft reboot can be told from none.
        await renew()
        for (const pod of pods.podsOn(name)) work(pod)
      },
      hostDown: async (how: Shutdown) => {
        up = false
        if (reboot === 'fast' || facts === undefined) return
        facts = become(facts, how === 'power-cut' ? readinesses.silent : readinesses.shuttingDown)
        await report({ conditions: conditionsOf(facts, now()) })
      },
      stop: () => {
        stopped = true
        running.delete(name)
        clearInterval(lease)
        clearInterval(status)
      },
    }
    all.push(kubelet)
    return kubelet
  }

  return {
    add,
    stop: () => {
      pods.stop()
      for (const kubelet of all) kubelet.stop()
    },
  }
}
