import * as E from 'fp-ts/Either'
import { backoffMs } from '../../hooks/ports/backoff'
import type { ActionContext } from '../act/action-context'
import type { OwnUpdate } from '../cluster/own-update'
import type { RawUpdate } from '../cluster/update-calls'
import type { Log } from '../log'
import type { Action, Situation } from '../observe/situation'
import type { Identity } from '../order'
import { report as statusFrom } from './report'

export interface Reporter {
  /** Writes the status if it changed; answers after how many milliseconds to try again, if it was not taken. */
  readonly report: (situation: Situation, action: Action, who: Identity) => Promise<number | undefined>
  /** Writes the status only if the object is still as `at`. */
  readonly reportAt: (who: Identity) => ActionContext['reportAt']
}

/** `random` in [0, 1). */
export const createReporter = (
  update: Pick<OwnUpdate, 'current' | 'write'>,
  agentVersion: string,
  log: Log,
  random: () => number = Math.random,
): Reporter => {
  let failures = 0
  const statusOf = (situation: Situation, action: Action, from: RawUpdate | undefined, { nodeUID }: Identity) => {
    const observedOrder = situation.order.kind === 'none' ? undefined : situation.order.id
    return statusFrom(situation, action, { nodeUID, agentVersion, observedOrder, previous: from?.status ?? {} })
  }
  return {
    report: async (situation, action, who) => {
      const answer = await update.write(statusOf(situation, action, update.current(), who))
      failures = E.isRight(answer) ? 0 : failures + 1
      if (E.isRight(answer)) return undefined
      log('warn', 'status not written', { error: answer.left })
      return backoffMs(failures, random())
    },
    reportAt: who => (situation, action, at) =>
      update.write(statusOf(situation, action, at, who), at.metadata.resourceVersion),
  }
}
