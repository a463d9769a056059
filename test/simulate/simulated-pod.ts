/**
 * A pod. `app`: its controller puts it on another node when it ends; `tolerating`: it tolerates the cordon and comes back
 * to the same node at once; `pinned`: it comes back too, since the template of its controller names the node; `daemon`: of
 * a DaemonSet; `job`: it ends by itself, and has the label of pods that a pool may wait for.
 */
export interface SimulatedPod {
  readonly uid: string
  readonly kind: 'app' | 'tolerating' | 'pinned' | 'daemon' | 'job'
  /** Absent while it waits for a node. */
  readonly node?: string
  readonly createdAt: number
  /** When its grace period ends, once somebody evicted it. */
  readonly endsAt?: number
  /** When it has done what it is for. */
  readonly doneAt?: number
  readonly budget?: string
}

/** What makes pods: a counter and a time, in ms since 1970. */
interface Maker {
  made: number
  readonly now: number
}

export const newPod = (world: Maker, kind: SimulatedPod['kind']): SimulatedPod => {
  world.made += 1
  return { uid: `pod-${world.made}`, kind, createdAt: world.now }
}

export const podsFor = (world: Maker, node: string, count: number): ReadonlyArray<SimulatedPod> => [
  { ...newPod(world, 'daemon'), node },
  ...Array.from({ length: count }, () => ({ ...newPod(world, 'app'), node })),
]
