import { setTimeout as sleep } from 'node:timers/promises'
import { callsIn } from './api-calls'
import { type Figures, figuresOf } from './process-figures'

export interface Measured {
  readonly seconds: number
  /** Memory at the end, when what a start leaves behind is collected; CPU spent in this time. */
  readonly figures: Figures
  readonly peak: Pick<Figures, 'rss' | 'anonymous'>
  readonly calls: Readonly<Record<string, number>>
}

export interface Subject {
  /** Of the agent; undefined while it does not run. */
  readonly pid: () => number | undefined
  readonly auditLog: string
  readonly user: string
}

/** Milliseconds between two looks at the memory. */
const LOOK_EVERY = 250

const runningPid = ({ pid }: Subject): number => {
  const found = pid()
  if (found === undefined) throw new Error('the agent does not run: see its agent.log')
  return found
}

/** Looks at the agent for some seconds. It must be the same process to the end: a restart would hide its memory. */
export const measure = async (subject: Subject, seconds: number): Promise<Measured> => {
  const pid = runningPid(subject)
  const from = Date.now()
  const first = figuresOf(pid)
  let last = first
  let peak: Measured['peak'] = first
  while (Date.now() < from + seconds * 1000) {
    await sleep(LOOK_EVERY)
    if (runningPid(subject) !== pid) throw new Error('the agent was restarted while it was measured: see its agent.log')
    last = figuresOf(pid)
    peak = { rss: Math.max(peak.rss, last.rss), anonymous: Math.max(peak.anonymous, last.anonymous) }
  }
  const to = Date.now()
  const calls = await callsIn(subject.auditLog, subject.user, [from, to])
  return { seconds: (to - from) / 1000, figures: { ...last, cpu: last.cpu - first.cpu }, peak, calls }
}
