/**
 * What the page draws, as it travels to the browser. Nothing is imported here, since the page's own code reads it too.
 * Times are RFC 3339; texts are plain, and come from the cluster.
 */
export interface Picture {
  /** When it was taken. */
  readonly at: string
  /** What the user calls the cluster. */
  readonly cluster?: string
  readonly pools: ReadonlyArray<PoolPicture>
}

export interface PoolPicture {
  readonly pool: string
  readonly phase: string
  readonly message: string
  /** Its version, as far as it is known, and the first 12 hex digits of the digest; or `none yet`. */
  readonly target: string
  /** A digest that awaits approval, as short. */
  readonly available?: string
  /** Nodes that run the target. */
  readonly updated: number
  readonly total: number
  /** While the target is given up: how many nodes went back, and to what. */
  readonly rolledBack?: { readonly nodes: number; readonly text: string }
  /** The step that goes on, in a sentence. */
  readonly step?: string
  readonly startedAt?: string
  readonly completedAt?: string
  readonly nextWindow?: string
  readonly estimate?: { readonly at: string; readonly by: string } | { readonly unknown: string }
  readonly nodes: ReadonlyArray<NodePicture>
  /** Nodes that are under way, with what they wait for. */
  readonly busy: NodeList
  /** Nodes that the rollout itself does not take on: failed, contested, silent or down. */
  readonly stuck: NodeList
  /** How many nodes had arrived, at the target or back, at which time, in milliseconds since 1970; the first is the start with none. */
  readonly climb: ReadonlyArray<readonly [at: number, arrived: number]>
  /** The phase of a node that has arrived, whose colour the line has: one that went back is not drawn as a success. */
  readonly climbsTo: 'UpToDate' | 'RolledBack'
  /** What happened, the newest first. */
  readonly moments: ReadonlyArray<Moment>
}

/** A cell of the grid. `done` is how far the node is, from 0 to 1. */
export interface NodePicture {
  readonly name: string
  readonly phase: string
  readonly done: number
  readonly cordoned?: true
  readonly notReady?: true
}

export interface BusyNode extends NodePicture {
  readonly message?: string
  readonly since?: string
  readonly blockers: ReadonlyArray<string>
}

/** `more` nodes are not named. */
export interface NodeList {
  readonly nodes: ReadonlyArray<BusyNode>
  readonly more: number
}

export interface Moment {
  readonly at: string
  readonly what: string
  readonly tone: 'plain' | 'good' | 'bad'
}

/** What `why` says of a node: a sentence, and labels with paragraphs. */
export interface WhyAnswer {
  readonly title: string
  readonly fields: ReadonlyArray<{ readonly label: string; readonly texts: ReadonlyArray<string> }>
}
