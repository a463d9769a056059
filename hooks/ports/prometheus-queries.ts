import type { Prometheus, PrometheusAnswer, PrometheusQuestion } from './prometheus'
import { within } from './within'

/** What is known of a question: its last answer and when that came (ms since 1970), and whether it is being asked anew. */
export interface KnownAnswer {
  readonly last?: { readonly answer: PrometheusAnswer; readonly at: number }
  /** Since when (ms since 1970) a newer answer is awaited; the last one is too old then to open anything. */
  readonly awaitedSince?: number
}

/**
 * What was asked of Prometheus lately, whoever asked it. Remembered between calls, so that pools share answers; nothing is lost
 * with it: a process that restarts asks again.
 */
export interface PrometheusQueries {
  /** Asks unless the last answer is fresh or awaited, and waits for it a short while. */
  readonly ask: (question: PrometheusQuestion) => Promise<KnownAnswer>
}

export interface PrometheusQueriesPorts {
  readonly prometheus: Prometheus
  readonly now: () => Date
  readonly patienceMs?: number
}

/** How long an answer is fresh, in ms. */
export const FRESH_MS = 15_000
/** How long a sync waits for an answer, in ms: other pools need the few workers of Metacontroller. */
const PATIENCE_MS = 2000
/** Questions that are remembered; one that was forgotten is asked once more. */
const MOST_QUESTIONS = 1000

interface Remembered {
  last?: { readonly answer: PrometheusAnswer; readonly at: number }
  running?: { readonly since: number; readonly done: Promise<void> }
}

/** Url and query have no line break between them that could be within either: a url has no white space. */
const keyOf = ({ url, version = '', query }: PrometheusQuestion): string => `${url}\n${version}\n${query}`

export const createPrometheusQueries = ({
  prometheus,
  now,
  patienceMs = PATIENCE_MS,
}: PrometheusQueriesPorts): PrometheusQueries => {
  const questions = new Map<string, Remembered>()

  const remembered = (key: string): Remembered => {
    const known = questions.get(key) ?? {}
    questions.delete(key)
    questions.set(key, known)
    const [oldest] = questions.keys()
    if (questions.size > MOST_QUESTIONS && oldest !== undefined) questions.delete(oldest)
    return known
  }

  const isFresh = ({ last }: Remembered): boolean => {
    const age = last === undefined ? -1 : now().getTime() - last.at
    // A clock that jumped back makes nothing fresh.
    return age >= 0 && age < FRESH_MS
  }

  const start = (question: PrometheusQuestion, known: Remembered): Remembered['running'] & object => {
    const broken = (): PrometheusAnswer => ({ kind: 'unanswered', why: 'the question broke off' })
    const done = prometheus
      .ask(question)
      .catch(broken)
      .then(answer => {
        known.last = { answer, at: now().getTime() }
        known.running = undefined
      })
    known.running = { since: now().getTime(), done }
    return known.running
  }

  return {
    ask: async question => {
      const known = remembered(keyOf(question))
      if (isFresh(known)) return { last: known.last }
      const { since, done } = known.running ?? start(question, known)
      await within(done, since + patienceMs - now().getTime())
      return isFresh(known) ? { last: known.last } : { last: known.last, awaitedSince: since }
    },
  }
}
