import { readFileSync } from 'node:fs'

/** What the kernel says of a process; memory in bytes, CPU in seconds since its start. */
export interface Figures {
  readonly rss: number
  readonly anonymous: number
  readonly file: number
  readonly cpu: number
}

/** Ticks per second of /proc/PID/stat, a constant of Linux's interface. */
const TICKS = 100

const kilobytes = (status: string, name: string): number => {
  const found = new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]
  if (found === undefined) throw new Error(`/proc/PID/status has no ${name}`)
  return Number(found) * 1024
}

/** Fields 14 and 15, counted after the name, which may contain blanks. */
const cpuSeconds = (stat: string): number => {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / TICKS
}

/** Throws when there is no such process. Children are not counted: on a simulated host they are not the real commands. */
export const figuresOf = (pid: number): Figures => {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  return {
    rss: kilobytes(status, 'VmRSS'),
    anonymous: kilobytes(status, 'RssAnon'),
    file: kilobytes(status, 'RssFile'),
    cpu: cpuSeconds(readFileSync(`/proc/${pid}/stat`, 'utf8')),
  }
}
