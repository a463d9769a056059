import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createProcessSet } from '../../testbed/control-plane/process-set'
import { waitFor } from '../../testbed/control-plane/wait-for'
import { installPackages } from '../../testbed/tools/apt-get'
import { lastLines, runProgram } from '../../testbed/tools/run-program'

/** A container engine, by the environment that leads Docker's client and kind to it. */
export interface Engine {
  readonly env: NodeJS.ProcessEnv
  readonly stop: () => Promise<void>
}

const START_SECONDS = 60
const PACKAGES = ['docker.io', 'jq']
/** Bit of CAP_SYS_RESOURCE in a capability set (capabilities(7)). */
const SYS_RESOURCE = 24n
const RUNTIME = join(__dirname, 'files', 'runc-lesscap')

const answers = async (env: NodeJS.ProcessEnv): Promise<boolean> =>
  (await runProgram('docker', ['info', '--format', '{{.ServerVersion}}'], { env })).code === 0

/** Whether a privileged container can have every capability that it asks for. */
export const isBounded = (status = readFileSync('/proc/self/status', 'utf8')): boolean => {
  const bounding = /^CapBnd:\s*([0-9a-f]+)$/m.exec(status)?.[1]
  return bounding !== undefined && ((BigInt(`0x${bounding}`) >> SYS_RESOURCE) & 1n) === 0n
}

/** Docker's bridge stays when its daemon ends. Its empty chains in the packet filter are left: others may use them. */
const leaveNothing = async (env: NodeJS.ProcessEnv, run: string): Promise<void> => {
  await runProgram('ip', ['link', 'delete', 'docker0'], { env })
  rmSync(run, { recursive: true, force: true })
}

/** An engine of our own, with its own folders and socket: nobody else's containers are in it. */
const startOwn = async (dir: string): Promise<Engine> => {
  mkdirSync(dir, { recursive: true })
  // The path of a Unix socket has at most 107 characters.
  const run = mkdtempSync(join(tmpdir(), 'engine-'))
  const host = `unix://${join(run, 'docker.sock')}`
  const processes = createProcessSet()
  const args = [
    ...[
      '--data-root',
      join(dir, 'root'),
      '--exec-root',
      join(run, 'exec'),
      '--pidfile',
      join(run, 'pid'),
      '--host',
      host,
    ],
    ...(isBounded() ? ['--add-runtime', `lesscap=${RUNTIME}`, '--default-runtime', 'lesscap'] : []),
  ]
  const engine = await processes.start({ file: 'dockerd', args, logFile: join(dir, 'dockerd.log') })
  const env = { ...process.env, DOCKER_HOST: host }
  const stop = async (): Promise<void> => {
    // It ends its containers and its containerd itself when it is asked to.
    if (engine.ended() === undefined) process.kill(engine.pid, 'SIGTERM')
    await waitFor({ what: 'the end of dockerd', seconds: 30, look: async () => engine.ended() }).catch(() => undefined)
    await processes.killAll()
    await leaveNothing(env, run)
    rmSync(join(dir, 'root'), { recursive: true, force: true })
  }
  await waitFor({
    what: `the container engine (its log: ${engine.logFile})`,
    seconds: START_SECONDS,
    look: async () => {
      const end = engine.ended()
      if (end !== undefined)
        throw new Error(`dockerd ended with ${end}: ${lastLines(readFileSync(engine.logFile, 'utf8'), 3)}`)
      return (await answers(env)) || undefined
    },
  })
  return { env, stop }
}

const canStart = async (): Promise<boolean> => (await runProgram('dockerd', ['--version'])).code === 0

/** Whether a container engine runs here or could be started. */
export const hasEngine = async (): Promise<boolean> => (await answers(process.env)) || (await canStart())

/** The engine that runs here, else one that is started for us, installed if need be. Rejects with a sentence when there is none. */
export const containerEngine = async (dir: string, log: (line: string) => void): Promise<Engine> => {
  if (await answers(process.env)) return { env: process.env, stop: async () => undefined }
  if (!(await canStart())) {
    log(`no container engine runs here: installing ${PACKAGES.join(', ')} ...`)
    const problem = await installPackages(...PACKAGES)
    if (problem !== undefined)
      throw new Error(`kind needs a container engine: start Docker, or install ${PACKAGES.join(' and ')}: ${problem}`)
  }
  return startOwn(dir)
}
