/** What a node waits for. All times are RFC 3339. */
export interface Reason {
  /** A clause that completes "waits for"; undefined when nothing is awaited. */
  readonly waits?: string
  readonly since?: string
  /** What is in the way, one by one. */
  readonly blockers?: ReadonlyArray<string>
  /** When it ends by itself, and how. */
  readonly limit?: string
  /** What a person can do about it. */
  readonly todo?: string
}
