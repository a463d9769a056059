import { readFileSync } from 'node:fs'
import { figuresOf } from '../agent/process-figures'

/** A process and what it has used so far: CPU in seconds, the most memory it ever held in bytes. */
export interface PartFigures {
  readonly part: string
  readonly cpu: number
  readonly peak: number
}

const peakOf = (pid: number): number => {
  const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  if (kilobytes === undefined) throw new Error('/proc/PID/status has no VmHWM')
  return Number(kilobytes) * 1024
}

export const partFigures = (pids: ReadonlyMap<string, number>): ReadonlyArray<PartFigures> =>
  [...pids].map(([part, pid]) => ({ part, cpu: figuresOf(pid).cpu, peak: peakOf(pid) }))

/** The CPU that was spent between two looks. */
export const spentBetween = (
  before: ReadonlyArray<PartFigures>,
  after: ReadonlyArray<PartFigures>,
): ReadonlyArray<PartFigures> =>
  after.map(figures => ({
    ...figures,
    cpu: figures.cpu - (before.find(({ part }) => part === figures.part)?.cpu ?? 0),
  }))
