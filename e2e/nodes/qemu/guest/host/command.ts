import { spawnSync } from 'node:child_process'

/** More output than any manifest has, in bytes. */
const MAX_OUTPUT = 16 * 1024 * 1024

/** Runs a program of the machine to its end; throws an Error with the last line that it said. */
export const command = (file: string, ...args: ReadonlyArray<string>): Buffer => {
  const { status, stdout, stderr, error } = spawnSync(file, args, { maxBuffer: MAX_OUTPUT })
  if (error !== undefined) throw error
  if (status !== 0) throw new Error(stderr.toString().trimEnd().split('\n').pop() ?? `${file} failed`)
  return stdout
}
