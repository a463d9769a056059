/** One query to one Prometheus, and what it takes to ask there. */
export interface PrometheusQuestion {
  /** http(s)://HOST[:PORT][/PATH], below which `api/v1/query` is. */
  readonly url: string
  /** PromQL. */
  readonly query: string
  /** Shown as a bearer token; it is never in an answer. */
  readonly token?: string
  /** PEM certificates that are trusted in place of those that Node brings. */
  readonly ca?: string
  /** Of the Secret that url, token and ca are from: with another one it is another question. */
  readonly version?: string
}

/**
 * What Prometheus said, in what a message shows of it: texts are clean and short, and `first` are a few of `count` series, sorted.
 * `alerts`: every series has the label alertname. `warning`: the data may not be complete.
 */
export type PrometheusAnswer =
  | {
      readonly kind: 'vector'
      readonly count: number
      readonly alerts: boolean
      readonly first: ReadonlyArray<string>
      readonly warning?: string
    }
  | { readonly kind: 'no-vector' }
  | { readonly kind: 'refuses-query'; readonly error: string }
  | { readonly kind: 'refuses-us'; readonly status: number }
  | { readonly kind: 'unanswered'; readonly why: string }

/** Never rejects, and ends within 5 s, whatever is at the url. */
export interface Prometheus {
  readonly ask: (question: PrometheusQuestion) => Promise<PrometheusAnswer>
}

/** Whether an answer says that nothing is wrong; whatever is no such answer does not. */
export const saysAllIsWell = (answer: PrometheusAnswer): boolean =>
  answer.kind === 'vector' && answer.count === 0 && answer.warning === undefined
