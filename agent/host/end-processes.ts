import { readdirSync, readFileSync } from 'node:fs'

const namesIn = (folder: string): ReadonlyArray<string> => {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

const numbersIn = (file: string): ReadonlyArray<number> => {
  try {
    return (readFileSync(file, 'utf8').match(/\d+/g) ?? []).map(Number)
  } catch {
    return []
  }
}

/** What a process started and what that started, by proc_pid_children(5); none once it has ended. */
const descendantsOf = (pid: number): ReadonlyArray<number> => {
  const tasks = `/proc/${pid}/task`
  const children = namesIn(tasks).flatMap(task => numbersIn(`${tasks}/${task}/children`))
  return [...children, ...children.flatMap(descendantsOf)]
}

/** SIGKILL for a process and all that it started. */
export const endProcesses = (pid: number): void => {
  for (const each of [pid, ...descendantsOf(pid)]) {
    try {
      process.kill(each, 'SIGKILL')
    } catch {
      // It has ended meanwhile.
    }
  }
}
