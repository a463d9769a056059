import { spawn } from 'node:child_process'

/** How a program ended. `code` is undefined when it could not be started or was killed; then stderr says why. */
export interface Ended {
  readonly code: number | undefined
  readonly stdout: string
  readonly stderr: string
}

export interface RunOptions {
  readonly cwd?: string
  readonly env?: NodeJS.ProcessEnv
  /** Text for its standard input, which is empty without it. */
  readonly input?: string
}

/** Runs a program to its end without a shell; never rejects. */
export const runProgram = (
  file: string,
  args: ReadonlyArray<string>,
  { input = '', ...options }: RunOptions = {},
): Promise<Ended> =>
  new Promise(resolve => {
    const child = spawn(file, args, { ...options, stdio: 'pipe' })
    // A program that ends without reading its input breaks the pipe, which is its right.
    child.stdin.on('error', () => undefined)
    child.stdin.end(input)
    const stdout: Buffer[] = []
    const stderr: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk))
    const end = (code: number | undefined, reason = ''): void =>
      resolve({ code, stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString() + reason })
    child.on('error', error => end(undefined, error.message))
    child.on('close', (code, signal) => end(code ?? undefined, signal === null ? '' : `killed by ${signal}`))
  })

/** The last lines of an output, for an error message. */
export const lastLines = (text: string, count = 10): string => text.trimEnd().split('\n').slice(-count).join('\n')
