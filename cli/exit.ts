/** What the process ends with; `docs/cli.md` promises these numbers to scripts. */
export const EXIT = {
  done: 0,
  /** The API server refused, or could not be reached. */
  failed: 1,
  /** The command line cannot be understood. */
  usage: 2,
  /** There is no such pool or node. */
  notFound: 3,
  /** Nothing was done because it would not be safe or would change nothing; or a check of `doctor` failed or could not be made. */
  refused: 4,
  /** What `wait` waits for will not come by itself: too many nodes failed, */
  halted: 5,
  /** the target was given up and the nodes went back, or are going, */
  rolledBack: 6,
  /** or no node starts, since the pool is paused. */
  paused: 7,
  /** `wait` had no more time. */
  timedOut: 8,
  /** `wait`: the next step of the rollout is for somebody to approve. */
  awaitsApproval: 9,
  /** `wait` was ended by Ctrl-C, or by a signal. */
  interrupted: 130,
} as const
export type ExitCode = (typeof EXIT)[keyof typeof EXIT]

/** Why a command ends without having done what was asked; `message` is a sentence for the user. */
export interface CommandError {
  readonly kind: 'command-error'
  readonly exit: ExitCode
  readonly message: string
}

export const commandError = (exit: ExitCode, message: string): CommandError => ({
  kind: 'command-error',
  exit,
  message,
})

/** Throws the CommandError of what would not be safe, or would change nothing. */
export const refused = (message: string): never => {
  throw commandError(EXIT.refused, message)
}

export const isCommandError = (error: unknown): error is CommandError =>
  (error as { readonly kind?: unknown } | undefined)?.kind === 'command-error'
