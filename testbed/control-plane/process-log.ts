import { readFile } from 'node:fs/promises'
import { lastLines } from '../tools/run-program'
import type { RunningProcess } from './process-set'
import { waitFor } from './wait-for'

/** How long a component may take to say that it works, in seconds: they need 1-3, more on a busy machine. */
export const START_SECONDS = 240

const readLog = ({ logFile }: RunningProcess): Promise<string> => readFile(logFile, 'utf8')

/** Rejects with the end of its log when the process has ended. */
export const assertRunning = async (running: RunningProcess): Promise<void> => {
  const how = running.ended()
  if (how === undefined) return
  throw new Error(`process ended with ${how}, last lines of ${running.logFile}:\n${lastLines(await readLog(running))}`)
}

/** Waits until the log of a process matches; rejects when the process ends before that. */
export const waitForLog = (running: RunningProcess, pattern: RegExp): Promise<RegExpExecArray> =>
  waitFor({
    what: `${pattern} in ${running.logFile}`,
    seconds: START_SECONDS,
    look: async () => {
      const match = pattern.exec(await readLog(running))
      if (match === null) await assertRunning(running)
      return match ?? undefined
    },
  })

/** Whether a process ended because another one was faster to take its port. */
export const lostItsPort = async (running: RunningProcess): Promise<boolean> =>
  running.ended() !== undefined && (await readLog(running)).includes('address already in use')
