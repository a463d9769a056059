import type { KubeConfig } from '@kubernetes/client-node'
import { errorText } from '../../hooks/api/error-text'
import { isApiError } from '../../hooks/ports/api/api-request'
import { apiSentence } from '../cluster/api'
import type { Fleet } from '../cluster/fleet'
import { poolCourse, poolNamed } from '../course'
import { type CommandError, commandError, EXIT } from '../exit'
import { typedPoolName } from '../names'
import type { Report } from '../report'
import { wrap } from '../text/wrap'
import { type Ending, endingOf, type Goal } from './ending'
import { type Waited, waitFor } from './wait-for'

export interface WaitWish {
  /** At least one. */
  readonly pools: ReadonlyArray<string>
  readonly goal: Goal
  /** As the user wrote it, for messages. */
  readonly timeout: string
  readonly timeoutMs: number
}

interface PoolEnding extends Ending {
  readonly pool: string
}

const endingsOf = (fleet: Fleet, { pools, goal }: WaitWish, now: Date): ReadonlyArray<PoolEnding> =>
  pools.map(pool => ({ pool, ...endingOf(poolCourse(fleet, poolNamed(fleet, pool), now), goal) }))

/** The first pool that ended badly, or all of them once they are done; undefined while one goes on. */
const resultOf = (endings: ReadonlyArray<PoolEnding>): ReadonlyArray<PoolEnding> | undefined => {
  const bad = endings.find(({ kind }) => kind !== 'done' && kind !== 'goesOn')
  if (bad !== undefined) return [bad]
  return endings.every(({ kind }) => kind === 'done') ? endings : undefined
}

const SAID = {
  halted: 'is halted',
  rolledBack: 'was rolled back',
  paused: 'is paused',
  awaitsApproval: 'awaits an approval',
} as const

const failed = ({ pool, kind, message }: PoolEnding): CommandError | undefined =>
  kind === 'done' || kind === 'goesOn' ? undefined : commandError(EXIT[kind], `pool ${pool} ${SAID[kind]}: ${message}`)

const sentenceOf = (error: unknown): string => (isApiError(error) ? apiSentence(error) : errorText(error))

const unfinished = (
  { how, failure }: Exclude<Waited<unknown>, { readonly how: 'judged' }>,
  endings: ReadonlyArray<PoolEnding>,
  { goal, timeout }: WaitWish,
): CommandError => {
  const left = endings.filter(({ kind }) => kind !== 'done').map(({ pool, message }) => `pool ${pool}: ${message}`)
  const unread = failure === undefined ? [] : [`as last read, since ${sentenceOf(failure)}`]
  const said = [...left, ...unread].join('; ') || 'the cluster could not be read in that time'
  return how === 'timedOut'
    ? commandError(EXIT.timedOut, `not ${goal} after ${timeout}: ${said}`)
    : commandError(EXIT.interrupted, `interrupted, not ${goal} yet: ${said}`)
}

/** Waits until each pool is where it is wanted. Throws a CommandError whose exit code says why it will not get there. */
export const wait = async (
  config: KubeConfig,
  wish: WaitWish,
  { now, interrupted }: { readonly now: () => Date; readonly interrupted: Promise<void> },
): Promise<Report> => {
  let last: ReadonlyArray<PoolEnding> = []
  const waited = await waitFor({
    config,
    judge: fleet => {
      last = endingsOf(fleet, wish, now())
      return resultOf(last)
    },
    timeoutMs: wish.timeoutMs,
    interrupted,
  })
  if (waited.how !== 'judged') throw unfinished(waited, last, wish)
  const error = waited.result.map(failed).find(found => found !== undefined)
  if (error !== undefined) throw error
  return {
    kind: 'PoolWait',
    names: waited.result.map(({ pool }) => typedPoolName(pool)),
    data: { pools: waited.result.map(({ pool, message }) => ({ pool, for: wish.goal, message })) },
    lines: ({ width }) => waited.result.flatMap(({ pool, message }) => wrap(`pool ${pool}: ${message}`, width)),
  }
}
