import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { build } from 'esbuild'
import { createProcessSet, type RunningProcess } from '../control-plane/process-set'
import { waitFor } from '../control-plane/wait-for'

export interface MetacontrollerOptions {
  readonly kubeconfig: string
  /** File that takes all output; written anew. */
  readonly log: string
  /** Only controllers with these labels are run, in the notation of kubectl's `-l`. */
  readonly labelSelector?: string
  /** How long watch events take to reach the caches, in milliseconds. The driver only. */
  readonly cacheLagMs?: number
  /** Added to the command line, which else is that of the Deployment without what one process does not need. */
  readonly flags?: ReadonlyArray<string>
  /** Path of a real Metacontroller; without it the driver of this folder is run. */
  readonly binary?: string
}

export interface Metacontroller {
  readonly kind: 'driver' | 'binary'
  readonly pid: number
  /** How it ended, such as `code 1`; undefined while it runs. */
  readonly ended: () => string | undefined
  /** SIGKILL; the process is gone a moment later. */
  readonly kill: () => void
  /** SIGTERM, and SIGKILL if that does not help within seconds; resolves when the process is gone. */
  readonly stop: () => Promise<void>
}

/** How long an orderly end may take, in seconds. */
const STOP_SECONDS = 5

/** What `npm run build` makes; relative to the working directory, which is the repository's root in all our commands. */
const BUNDLE = resolve('dist', 'metacontroller.js')

const sharedFlags = ({ kubeconfig, labelSelector, flags = [] }: MetacontrollerOptions): ReadonlyArray<string> => [
  `--kubeconfig=${kubeconfig}`,
  ...(labelSelector === undefined ? [] : [`--target-label-selector=${labelSelector}`]),
  '--client-go-qps=200',
  '--client-go-burst=400',
  '--workers=20',
  '--discovery-interval=1s',
  '--metrics-address=0',
  '--health-probe-bind-address=0',
  ...flags,
]

/** The driver's program: the built one, or one made now in a folder that goes away when the process ends. */
const driverProgram = async (): Promise<string> => {
  if (existsSync(BUNDLE)) return BUNDLE
  const folder = mkdtempSync(join(tmpdir(), 'metacontroller-driver-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  const outfile = join(folder, 'metacontroller.js')
  const entryPoints = [resolve('testbed', 'metacontroller', 'main.ts')]
  await build({ entryPoints, outfile, bundle: true, platform: 'node', target: 'node20', logLevel: 'error' })
  return outfile
}

const command = async (options: MetacontrollerOptions): Promise<{ file: string; args: ReadonlyArray<string> }> => {
  if (options.binary !== undefined) return { file: options.binary, args: sharedFlags(options) }
  const lag = `--cache-lag=${options.cacheLagMs ?? 0}ms`
  return { file: process.execPath, args: [await driverProgram(), ...sharedFlags(options), lag] }
}

/** Rejects when a signal cannot be sent for another reason than that the process is gone. */
const signal = ({ pid, ended }: RunningProcess, name: 'SIGTERM' | 'SIGKILL'): void => {
  if (ended() === undefined) process.kill(pid, name)
}

/**
 * Starts Metacontroller: the real binary, or else the driver that plays its contract. It lives no longer than this
 * process. Rejects when the file cannot be started or a lag is asked of the real one.
 */
export const startMetacontroller = async (options: MetacontrollerOptions): Promise<Metacontroller> => {
  if (options.binary !== undefined && options.cacheLagMs !== undefined) {
    throw new Error('cacheLagMs: only the driver can delay its caches, the real Metacontroller cannot')
  }
  const processes = createProcessSet()
  const running = await processes.start({ ...(await command(options)), logFile: options.log })
  return {
    kind: options.binary === undefined ? 'driver' : 'binary',
    pid: running.pid,
    ended: running.ended,
    kill: () => signal(running, 'SIGKILL'),
    stop: async () => {
      signal(running, 'SIGTERM')
      const look = async (): Promise<string | undefined> => running.ended()
      await waitFor({ what: 'the end of Metacontroller', seconds: STOP_SECONDS, look }).catch(() => undefined)
      await processes.killAll()
    },
  }
}
