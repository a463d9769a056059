/** Phases of pools and rollouts that people wait for, or must act on, with the type of their event. */
const TYPES: Readonly<Record<string, 'Normal' | 'Warning'>> = {
  Unresolved: 'Warning',
  Paused: 'Normal',
  Halted: 'Warning',
  Completed: 'Normal',
  UpToDate: 'Normal',
  RollingBack: 'Warning',
  RolledBack: 'Warning',
}

/** The type of the event that a pool or a rollout came into a phase; undefined for a phase without one. */
export const phaseEventType = (phase: string, isCancelled: boolean): 'Normal' | 'Warning' | undefined =>
  // Who gives a target up by hand expects the return.
  phase === 'RolledBack' && isCancelled ? 'Normal' : TYPES[phase]
