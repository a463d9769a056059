import { readFileSync } from 'node:fs'

/** Whether a process of this machine runs; one that only waits for its parent to notice its end does not. */
export const isAlive = (pid: number): boolean => {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}
