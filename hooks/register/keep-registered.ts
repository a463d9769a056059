import type { Controller } from '../api/controller'
import { errorText } from '../api/error-text'
import type { OperatorProblem } from '../api/operator-problem'
import { doubledMs } from '../ports/backoff'
import type { ControllerStore } from '../ports/controllers'
import { rest } from '../ports/rest'
import { decideRegistration } from './decide'

export interface RegistrationPorts {
  readonly controllers: ControllerStore
  /** Called for every change of what is known; never with the same twice in a row. */
  readonly note: (message: string, controller: string) => void
  /** How long after a success it checks again, in milliseconds. A failure is retried sooner. */
  readonly intervalMs: number
}

export interface Registration {
  /** True once every controller was registered, and none is a newer version's. */
  readonly isRegistered: () => boolean
  readonly problems: () => ReadonlyArray<OperatorProblem>
  readonly stop: () => void
}

/** The first pause after a failure, in milliseconds; each further one is twice as long, up to the interval. */
const FIRST_RETRY_MS = 1000

interface Known {
  readonly generation?: number | undefined
  readonly said: string
  readonly problem?: string | undefined
}

/** Keeps the controllers as they should be: creates what is missing, repairs what was changed. */
export const keepRegistered = (
  wanted: ReadonlyArray<Controller>,
  { controllers, note, intervalMs }: RegistrationPorts,
): Registration => {
  const known = new Map<string, Known>()
  const stopped = new AbortController()

  const register = async (controller: Controller): Promise<Known> => {
    const { name } = controller.metadata
    const before = known.get(name)
    const generation = before?.generation
    try {
      const decided = decideRegistration(controller, await controllers.read(controller), generation)
      if (decided.step === 'refuse') return { said: decided.message, problem: decided.message }
      if (decided.step === 'leave' && before !== undefined) return before
      const written = await (decided.step === 'replace'
        ? controllers.replace(decided.by)
        : controllers.create(controller))
      const isRepair = generation !== undefined && written.metadata.generation !== generation
      return { generation: written.metadata.generation, said: isRepair ? 'registered again' : 'registered' }
    } catch (error) {
      const problem = `${controller.kind} ${name} cannot be registered: ${errorText(error)}`
      return { said: problem, problem }
    }
  }

  const look = async (): Promise<void> => {
    for (const controller of wanted) {
      const { name } = controller.metadata
      const now = await register(controller)
      if (now.said !== known.get(name)?.said) note(now.said, name)
      known.set(name, now)
    }
  }

  const problems = (): ReadonlyArray<OperatorProblem> =>
    [...known.values()].flatMap(({ problem }) =>
      problem === undefined ? [] : [{ reason: 'NotRegistered' as const, message: problem }],
    )

  const run = async (): Promise<void> => {
    for (let failures = 0; !stopped.signal.aborted; ) {
      await look()
      failures = problems().length > 0 ? failures + 1 : 0
      const limits = { firstMs: FIRST_RETRY_MS, longestMs: intervalMs }
      await rest(failures > 0 ? doubledMs(failures, limits) : intervalMs, stopped.signal)
    }
  }
  void run()

  let everRegistered = false
  const isRegistered = (): boolean => {
    everRegistered ||= known.size === wanted.length && problems().length === 0
    return everRegistered
  }
  return { isRegistered, problems, stop: () => stopped.abort() }
}
