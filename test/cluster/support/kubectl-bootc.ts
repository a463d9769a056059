import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Lab } from '../../../testbed/lab/lab'

export interface Told {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** One run of the plugin that goes on, such as a watch. */
export interface Running {
  readonly process: ChildProcess
  readonly soFar: () => string
  readonly end: Promise<Told>
}

/** A folder that kubectl finds the plugin in, as a user would install it. */
const pluginFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'kubectl-plugin-'))
  mkdirSync(folder, { recursive: true })
  symlinkSync(resolve('dist/kubectl-bootc.js'), join(folder, 'kubectl-bootc'))
  symlinkSync(resolve('dist/kubectl_complete-bootc'), join(folder, 'kubectl_complete-bootc'))
  return folder
}

let folder: string | undefined

const start = ({ controlPlane }: Pick<Lab, 'controlPlane'>, args: ReadonlyArray<string>): Running => {
  folder ??= pluginFolder()
  const env = {
    PATH: `${folder}:${process.env['PATH']}`,
    HOME: folder,
    KUBECONFIG: controlPlane.kubeconfig,
    COLUMNS: '120',
  }
  const child = spawn(controlPlane.binaries.kubectl, args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', chunk => {
    stdout += String(chunk)
  })
  child.stderr.on('data', chunk => {
    stderr += String(chunk)
  })
  const end = new Promise<Told>((done, fail) => {
    child.on('error', fail)
    child.on('close', code => done({ code, stdout, stderr }))
  })
  return { process: child, soFar: () => stdout, end }
}

/** Starts `kubectl bootc …` as the administrator of the lab, without a terminal. */
export const startBootc = (lab: Pick<Lab, 'controlPlane'>, ...args: ReadonlyArray<string>): Running =>
  start(lab, ['bootc', ...args])

/** What kubectl itself answers a shell that completes the last of these words behind `kubectl bootc`. */
export const completed = (lab: Pick<Lab, 'controlPlane'>, ...words: ReadonlyArray<string>): Promise<Told> =>
  start(lab, ['__complete', 'bootc', ...words]).end

/** Runs it to its end. */
export const bootc = (lab: Pick<Lab, 'controlPlane'>, ...args: ReadonlyArray<string>): Promise<Told> =>
  startBootc(lab, ...args).end
