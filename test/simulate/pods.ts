import type { Pod } from '../../hooks/api/kubernetes'
import { ailmentOf, isUp } from './host'
import { isNodeSchedulable, isReadyNow } from './node-facts'
import { newPod, type SimulatedPod } from './simulated-pod'
import { metaTime, type World } from './world'

/** Pods that a drain of a mark given at `since` must wait for, by our own reckoning. */
export const awaitedOn = (world: World, name: string, since: number): ReadonlyArray<SimulatedPod> =>
  world.pods.filter(
    ({ node, kind, createdAt }) =>
      node === name &&
      (kind === 'app' || kind === 'pinned' || kind === 'job' || (kind === 'tolerating' && createdAt < since)),
  )

/** A pod of the given kind on a node, protected by a budget if one is named. */
export const addPod = (world: World, node: string, pod: Pick<SimulatedPod, 'kind' | 'budget' | 'doneAt'>): void => {
  world.pods = [...world.pods, { ...newPod(world, pod.kind), ...pod, node }]
}

const successor = (world: World, { kind, node, budget }: SimulatedPod): SimulatedPod => ({
  ...newPod(world, kind),
  ...(budget === undefined ? {} : { budget }),
  ...((kind === 'tolerating' || kind === 'pinned') && node !== undefined ? { node } : {}),
})

const isRunning = (world: World, name: string): boolean => {
  const host = world.hosts.get(name)
  return host !== undefined && isUp(host) && isReadyNow(world.nodes.get(name))
}

/** The kubelets end what is to end, where there is a kubelet, and the scheduler places what waits. */
export const podsTurn = (world: World): void => {
  const { now } = world
  const isOver = ({ endsAt, node }: SimulatedPod): boolean =>
    endsAt !== undefined && endsAt <= now && node !== undefined && isRunning(world, node)
  const isDone = ({ doneAt, node }: SimulatedPod): boolean =>
    doneAt !== undefined && doneAt <= now && node !== undefined && isRunning(world, node)
  if (world.pods.some(pod => isOver(pod) || isDone(pod))) {
    world.pods = world.pods.flatMap(pod => {
      if (pod.kind === 'job' && (isOver(pod) || isDone(pod))) return []
      return isOver(pod) ? [successor(world, pod)] : [pod]
    })
  }
  if (!world.pods.some(({ node }) => node === undefined)) return
  const open = Object.keys(world.nodes.all()).filter(
    name => isNodeSchedulable(world.nodes.get(name)) && isRunning(world, name),
  )
  if (open.length === 0) return
  const random = world.random ?? (() => 0)
  world.pods = world.pods.map(pod =>
    pod.node === undefined ? { ...pod, node: open[Math.floor(random() * open.length)] ?? '' } : pod,
  )
}

/** When something about pods happens by time alone. */
export const podTimes = ({ pods }: World): ReadonlyArray<number> =>
  pods.flatMap(({ endsAt, doneAt }) => [endsAt ?? [], doneAt ?? []].flat())

/** The label of pods that pools of the simulator may wait for. */
export const LONG_JOB = { 'example.com/long-job': 'true' } as const

const CONTROLLERS: Readonly<Partial<Record<SimulatedPod['kind'], string>>> = { daemon: 'DaemonSet', job: 'Job' }

/** Only of DaemonSets is it asked whether their pods are Ready: since their machine is up. */
const conditionsOf = (world: World, { kind, node = '' }: SimulatedPod): Pod['status'] => {
  const host = world.hosts.get(node)
  if (kind !== 'daemon' || host === undefined) return {}
  const isReady = isUp(host) && ailmentOf(host).pods !== true
  const lastTransitionTime = metaTime(host.podsSince ?? host.bootedAt)
  return { conditions: [{ type: 'Ready', status: isReady ? 'True' : 'False', lastTransitionTime }] }
}

export const asPod = (world: World, pod: SimulatedPod): Pod => {
  const { uid, kind, createdAt, endsAt } = pod
  return {
    metadata: {
      name: uid,
      namespace: 'apps',
      uid,
      creationTimestamp: metaTime(createdAt),
      ...(endsAt === undefined ? {} : { deletionTimestamp: metaTime(endsAt) }),
      ...(kind === 'job' ? { labels: LONG_JOB } : {}),
      ownerReferences: [{ kind: CONTROLLERS[kind] ?? 'ReplicaSet', name: kind, controller: true }],
    },
    ...(kind === 'tolerating' ? { spec: { tolerations: [{ operator: 'Exists' }] } } : {}),
    status: { phase: 'Running', ...conditionsOf(world, pod) },
  }
}
