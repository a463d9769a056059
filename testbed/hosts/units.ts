import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { readJsonFile, writeJsonFile } from './json-file'
import type { HostLayout } from './layout'

/** systemd adds the suffix to a bare name. */
export const unitName = (name: string): string =>
  /\.(service|timer|target|path|socket)$/.test(name) ? name : `${name}.service`

interface UnitRecord {
  readonly pid: number
  /** The kernel's start time of the process, so that a reused pid is not taken for the unit. */
  readonly started: string
}

const recordPath = (layout: HostLayout, unit: string): string => join(layout.units, `${unit}.json`)

/** Field 22 of /proc/PID/stat; undefined when there is no such process, or it is dead and not yet waited for. */
export const processStart = (pid: number): string | undefined => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return fields[0] === 'Z' ? undefined : fields[19]
  } catch {
    return undefined
  }
}

const isAlive = ({ pid, started }: UnitRecord): boolean => processStart(pid) === started

const readRecord = (layout: HostLayout, unit: string): UnitRecord | undefined => {
  try {
    return readJsonFile(recordPath(layout, unit)) as UnitRecord | undefined
  } catch {
    // Claimed this moment, and not yet written.
    return undefined
  }
}

/** The process of a running transient unit. */
export const runningUnit = (layout: HostLayout, unit: string): number | undefined => {
  const record = readRecord(layout, unit)
  return record !== undefined && isAlive(record) ? record.pid : undefined
}

/** Milliseconds after which a claim without a process was left behind by a caller that was killed. */
const CLAIM_STALE_AFTER = 2000

const isStale = (layout: HostLayout, unit: string): boolean => {
  const record = readRecord(layout, unit)
  if (record !== undefined) return !isAlive(record)
  const claimed = statSync(recordPath(layout, unit), { throwIfNoEntry: false })
  return claimed !== undefined && Date.now() - claimed.mtimeMs > CLAIM_STALE_AFTER
}

/** Makes the unit's name ours, or says false when a unit of that name runs. Exclusive creation decides a race. */
export const claimUnit = (layout: HostLayout, unit: string): boolean => {
  mkdirSync(layout.units, { recursive: true })
  if (isStale(layout, unit)) releaseUnit(layout, unit)
  try {
    closeSync(openSync(recordPath(layout, unit), 'wx'))
    return true
  } catch {
    return false
  }
}

export const recordUnit = (layout: HostLayout, unit: string, pid: number): void =>
  writeJsonFile(recordPath(layout, unit), { pid, started: processStart(pid) ?? '' })

export const releaseUnit = (layout: HostLayout, unit: string): void => rmSync(recordPath(layout, unit), { force: true })

/** The host goes down: whatever runs dies, and /run forgets the units. */
export const killUnits = (layout: HostLayout): void => {
  mkdirSync(layout.units, { recursive: true })
  for (const file of readdirSync(layout.units)) {
    const unit = file.replace(/\.json$/, '')
    const pid = runningUnit(layout, unit)
    if (pid !== undefined) process.kill(-pid, 'SIGKILL')
    releaseUnit(layout, unit)
  }
}
