import { cut } from '../../api/clean-text'
import { wholeSeconds } from '../../api/whole-seconds'
import { type PrometheusAnswer, saysAllIsWell } from '../../ports/prometheus'
import type { KnownAnswer } from '../../ports/prometheus-queries'

/** Characters of why a gate is closed. */
const MOST_WHY = 300

/** How long an answer that closed a gate is still its reason while a newer one is awaited, in ms. */
const STANDS_MS = 60_000

const seriesText = ({ count, alerts, first, warning }: Extract<PrometheusAnswer, { kind: 'vector' }>): string => {
  if (count === 0) return `the answer may be incomplete: ${warning}`
  const more = count - first.length
  const named = `${first.join(', ')}${more > 0 ? ` and ${more} more` : ''}`
  if (alerts) return `${count === 1 ? '1 alert fires' : `${count} alerts fire`}: ${named}`
  return `the query returns ${count} series: ${named}`
}

const refusesUs = (status: number, secret: string | undefined): string => {
  const remedy =
    secret === undefined
      ? 'put url and token into a Secret, and name it in secretRef'
      : `look at the token in Secret ${secret}`
  return `Prometheus refuses us (${status}): ${remedy}`
}

/** What stands between "closed since T:" and the end, by an answer that does not say that all is well. */
const textOf = (answer: PrometheusAnswer, secret: string | undefined): string => {
  switch (answer.kind) {
    case 'vector':
      return seriesText(answer)
    case 'no-vector':
      return 'the query must return a vector'
    case 'refuses-query':
      return `Prometheus refuses the query: ${answer.error}`
    case 'refuses-us':
      return refusesUs(answer.status, secret)
    case 'unanswered':
      return `it cannot be asked: ${cut(answer.why, MOST_WHY - 60)}; nothing starts without an answer`
  }
}

/**
 * Why a gate is closed by what is known of its question; undefined when it is open, which a fresh answer that all is well alone
 * makes it. `secret`: the name of the Secret that the question was asked with.
 */
export const closedBecause = (
  { last, awaitedSince }: KnownAnswer,
  { secret, now }: { readonly secret: string | undefined; readonly now: Date },
): string | undefined => {
  const isWell = last !== undefined && saysAllIsWell(last.answer)
  if (awaitedSince === undefined && isWell) return undefined
  const stands = last !== undefined && !isWell && now.getTime() - last.at < STANDS_MS
  if (last === undefined || (awaitedSince !== undefined && !stands)) {
    return `no answer yet, asked at ${wholeSeconds(new Date(awaitedSince ?? now.getTime()))}`
  }
  return cut(textOf(last.answer, secret), MOST_WHY)
}
