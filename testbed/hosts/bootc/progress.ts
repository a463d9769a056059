import { fstatSync, write } from 'node:fs'
import { promisify } from 'node:util'
import type { CommandContext } from '../host-command-context'

const writeTo = promisify(write)

/** Where a verb tells its progress; without `--progress-fd` nothing happens. */
export interface Progress {
  readonly send: (event: object) => Promise<void>
}

export const silent: Progress = { send: async () => undefined }

const isPipe = (descriptor: number): boolean => {
  try {
    return fstatSync(descriptor).isFIFO()
  } catch {
    return false
  }
}

/**
 * The progress of `--progress-fd N`; undefined when N is no pipe. A pipe that nobody drains stalls the pull; one whose
 * reader went away only ends the progress (bootc-contract.md §2.5). `Start` goes before the first event, so a verb that finds
 * nothing to do writes nothing (recorded step 094).
 */
export const openProgress = (context: CommandContext, option: string | undefined): Progress | undefined => {
  if (option === undefined) return silent
  const asked = Number(option)
  const descriptor = context.descriptors?.[asked] ?? asked
  if (!isPipe(descriptor)) return undefined
  let state: 'new' | 'started' | 'broken' = 'new'
  const line = async (event: object): Promise<void> => {
    try {
      await writeTo(descriptor, `${JSON.stringify(event)}\n`)
    } catch (error) {
      state = 'broken'
      context.err(
        `Failed to write to jsonl: ${(error as NodeJS.ErrnoException).code === 'EPIPE' ? 'Broken pipe (os error 32)' : String(error)}\n`,
      )
    }
  }
  return {
    send: async event => {
      if (state === 'new') {
        state = 'started'
        await line({ type: 'Start', version: '0.1.0' })
      }
      if (state === 'started') await line(event)
    },
  }
}
