import { readdirSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'

/** Name of the variable of the environment by which every process of a run is known, whoever its parent is by now. */
export const MARK = 'BOOTC_E2E_RUN'

/** What a run could leave on this machine. */
export interface Traces {
  /** Command lines of the run's processes, by pid. */
  readonly processes: Readonly<Record<number, string>>
  /** Where something is mounted that is in the run's folder or comes from there. */
  readonly mounts: ReadonlyArray<string>
  /** Files in the run's folder that are loop devices. */
  readonly loops: ReadonlyArray<string>
  /** Network interfaces of this machine, whoever made them: no name tells. */
  readonly interfaces: ReadonlyArray<string>
}

export interface Owner {
  /** Value of MARK in the environment. */
  readonly mark: string
  /** Folder of the run. */
  readonly dir: string
}

const added = (before: ReadonlyArray<string>, after: ReadonlyArray<string>): ReadonlyArray<string> =>
  after.filter(one => !before.includes(one))

/** A line for each thing that was not there before. */
export const whatIsLeft = (before: Traces, after: Traces): ReadonlyArray<string> => [
  ...Object.entries(after.processes)
    .filter(([pid]) => before.processes[Number(pid)] === undefined)
    .map(([pid, command]) => `process ${pid}: ${command}`),
  ...added(before.mounts, after.mounts).map(place => `mount ${place}`),
  ...added(before.loops, after.loops).map(file => `loop device of ${file}`),
  ...added(before.interfaces, after.interfaces).map(name => `network interface ${name}`),
]

/** Mount points of the lines of a mountinfo that name the folder: field 5, or what comes from it (proc_pid_mountinfo(5)). */
export const mountsOf = (mountinfo: string, dir: string): ReadonlyArray<string> =>
  mountinfo
    .split('\n')
    .filter(line => line.split(/[ ,=:]/).some(word => word === dir || word.startsWith(`${dir}/`)))
    .map(line => line.split(' ')[4] ?? '')

/** Of a process or device that may be gone by now. */
const readIfThere = (path: string): string => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

const marked = (mark: string): Traces['processes'] => {
  const wanted = `${MARK}=${mark}`
  const pids = readdirSync('/proc').filter(name => /^\d+$/.test(name))
  const ours = pids.filter(pid => readIfThere(`/proc/${pid}/environ`).split('\0').includes(wanted))
  return Object.fromEntries(
    ours.map(pid => [Number(pid), readIfThere(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').trim().slice(0, 200)]),
  )
}

/** What there is now. */
export const readTraces = ({ mark, dir }: Owner): Traces => ({
  processes: marked(mark),
  mounts: mountsOf(readIfThere('/proc/self/mountinfo'), dir),
  loops: readdirSync('/sys/block')
    .map(name => readIfThere(`/sys/block/${basename(name)}/loop/backing_file`).trim())
    .filter(file => file.startsWith(`${dir}/`)),
  interfaces: readdirSync('/sys/class/net'),
})
