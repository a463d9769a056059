/**
 * The time by the API server's clock, which is the only one that hooks read. What they compare (a mark with the creation of
 * a Node or a pod, an order with the time by now) was written by the API server or by them, perhaps by a process before
 * them on another machine, so that all of it is by one clock, whatever the clocks of the machines are.
 */
export interface ServerClock {
  readonly now: () => Date
  /**
   * Takes note of an answer: its header `Date`, and when by `own` the request was sent, in ms since 1970. An
   * unreadable header says nothing.
   */
  readonly heard: (date: string | undefined, sentAt: number) => void
}

/** The header has whole seconds (RFC 9110, 5.6.7), and Go's server, which the API server is, sends it by itself. */
const SECOND_MS = 1000

/** This machine's time, in ms since 1970, by a clock that cannot be set: a correction of NTP is no time that passes. */
export const ownTime = (): number => performance.timeOrigin + performance.now()

/**
 * `own` is this machine's clock, in ms since 1970. An answer bounds how far the two are apart: it was written between the
 * request and its arrival, within the second that it names. What is known is moved only as far as that demands, so that
 * slow answers make the time jump no more than quick ones.
 */
export const createServerClock = (own: () => number = ownTime): ServerClock => {
  let ahead = 0
  return {
    now: () => new Date(own() + ahead),
    heard: (date, sentAt) => {
      const said = Date.parse(date ?? '')
      if (Number.isNaN(said)) return
      const [least, most] = [said - own(), said + SECOND_MS - sentAt]
      ahead = Math.min(Math.max(ahead, least), most)
    },
  }
}
