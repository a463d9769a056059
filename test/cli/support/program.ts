import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import { cliBundle } from '../../../cli/bundle'

export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface Program {
  /** A file in the folder of this program; answers its path. */
  readonly file: (name: string, text: string) => string
  readonly start: (
    args: ReadonlyArray<string>,
    env?: Readonly<Record<string, string>>,
  ) => { readonly process: ChildProcess; readonly end: Promise<Ended> }
  /** Runs it to its end. */
  readonly run: (args: ReadonlyArray<string>, env?: Readonly<Record<string, string>>) => Promise<Ended>
  readonly remove: () => void
}

/** Starts a program without a terminal, and reads what it prints. */
export const startProgram = (
  file: string,
  args: ReadonlyArray<string>,
  env: Readonly<Record<string, string>>,
): ReturnType<Program['start']> => {
  const child = spawn(file, args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const texts = { stdout: '', stderr: '' }
  child.stdout.on('data', chunk => {
    texts.stdout += String(chunk)
  })
  child.stderr.on('data', chunk => {
    texts.stderr += String(chunk)
  })
  const end = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', code => resolve({ code, ...texts }))
  })
  return { process: child, end }
}

/** The command line as a process, built out of its sources as `npm run build` does. */
export const buildProgram = async (): Promise<Program> => {
  const folder = mkdtempSync(join(tmpdir(), 'bootc-cli-'))
  await build({ ...cliBundle(), outdir: folder })
  chmodSync(join(folder, 'kubectl-bootc.js'), 0o755)
  const start: Program['start'] = (args, env = {}) =>
    startProgram(process.execPath, [join(folder, 'kubectl-bootc.js'), ...args], {
      HOME: folder,
      COLUMNS: '120',
      ...env,
    })
  return {
    file: (name, text) => {
      const path = join(folder, name)
      writeFileSync(path, text)
      return path
    },
    start,
    run: (args, env) => start(args, env).end,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}
