import { isSame } from '../../hooks/api/is-same'

/** An object as the API server keeps it, loosely typed: the hooks' codecs do the checking. */
export interface Stored {
  readonly metadata: {
    readonly name: string
    readonly uid: string
    readonly resourceVersion: string
    readonly generation: number
    /** The uid of the object that controls this one, in place of ownerReferences. */
    readonly ownerUid?: string
    readonly labels?: Readonly<Record<string, string>>
    readonly annotations?: Readonly<Record<string, string>>
    readonly creationTimestamp?: string
    readonly managedFields?: ReadonlyArray<{ readonly subresource: string; readonly time: string }>
  }
  readonly spec?: object
  readonly status?: object
}

export type Objects = Readonly<Record<string, Stored>>

/** One kind's objects with resourceVersions, generations and the history that lagging caches are served from. */
export interface Store {
  readonly all: () => Objects
  readonly get: (name: string) => Stored | undefined
  /** Writes unless `ifVersion` is given and is not the present one. Answers whether it holds now. */
  readonly put: (name: string, change: (old: Stored) => Partial<Stored>, ifVersion?: string) => boolean
  readonly remove: (name: string) => void
  /** What an informer's cache shows: some state of the past, and never an older one than it showed before. */
  readonly cached: () => Objects
  /** The cache moves on; `share` in [0, 1] of what it is behind, and at most MOST_BEHIND writes stay out. */
  readonly catchUp: (share: number) => void
  readonly isBehind: () => boolean
  readonly writes: () => number
}

/** Writes of one kind that its cache may lag behind. */
const MOST_BEHIND = 12

/** Told of each object that is written, and of what was there before. */
export type Written = (next: Stored, old: Stored | undefined) => void

export const createStore = (kind: string, written?: Written): Store => {
  let objects: Objects = {}
  const history: Objects[] = [objects]
  let seen = 0
  let version = 0
  const keep = (next: Objects): void => {
    objects = next
    history.push(next)
  }
  const fresh = (name: string): Stored => ({
    metadata: { name, uid: `${kind}-${++version}`, resourceVersion: '0', generation: 0 },
  })
  return {
    all: () => objects,
    get: name => objects[name],
    put: (name, change, ifVersion) => {
      const old = objects[name] ?? fresh(name)
      if (ifVersion !== undefined && ifVersion !== old.metadata.resourceVersion) return false
      const next = { ...old, ...change(old) }
      if (objects[name] !== undefined && isSame(next, old)) return true
      const generation = isSame(next.spec, old.spec) ? old.metadata.generation : old.metadata.generation + 1
      const metadata = { ...next.metadata, resourceVersion: String(++version), generation }
      const whole = { ...next, metadata }
      written?.(whole, objects[name])
      keep({ ...objects, [name]: whole })
      return true
    },
    remove: name => {
      if (objects[name] === undefined) return
      const { [name]: _gone, ...rest } = objects
      keep(rest)
    },
    cached: () => history[seen] ?? objects,
    catchUp: share => {
      const newest = history.length - 1
      seen = Math.max(newest - MOST_BEHIND, seen + Math.ceil((newest - seen) * share))
    },
    isBehind: () => seen < history.length - 1,
    writes: () => history.length - 1,
  }
}
