import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { freePort } from '../control-plane/free-port'
import { assertRunning, lostItsPort } from '../control-plane/process-log'
import { createProcessSet, type RunningProcess } from '../control-plane/process-set'
import { waitFor } from '../control-plane/wait-for'
import { type Account, basicAuth, newAccount, writePasswordFile } from './accounts'
import { createServerCertificate, type ServerCertificate } from './certificates'
import { registryProgram } from './program'
import { type Destination, deleteImage, isServed, pushImage } from './push'
import { type RegistryLogin, registryConfig } from './registry-config'
import type { Pushable } from './tiny-image'
import { startTokenServer } from './token-server'

export interface RegistryStart {
  /** Folder for its images, keys and logs. */
  readonly dir: string
  /** Whether it speaks TLS, with a certificate of an authority of its own. */
  readonly tls?: boolean
  readonly auth?: RegistryLogin['kind']
  /** Address to listen at; `0.0.0.0` for virtual machines, to which this machine is 10.0.2.2. */
  readonly bind?: string
}

/** Debian's docker-registry. It lives no longer than this process. */
export interface TestRegistry {
  /** `127.0.0.1:port`, as an image reference has it. */
  readonly host: string
  readonly port: number
  readonly logFile: string
  /** PEM of the authority to trust, which signed for 127.0.0.1, 10.0.2.2 and localhost. */
  readonly caFile: string
  /** Where it is asked, without a path. */
  readonly url: string
  /** What it tells its clients of where to log in, with tokens. */
  readonly realm: string | undefined
  readonly certificate: ServerCertificate
  /** The pair for `logins` of the operator's settings, when it logs in at another port. */
  readonly login: string | undefined
  readonly isPrivate: boolean
  /** Who may pull, when it asks for a log-in. */
  readonly account: () => Account
  /** The content of a `.dockerconfigjson` for that account. */
  readonly dockerConfig: () => string
  /** Gives the account another password; the old one is refused from now on. */
  readonly rotate: () => Promise<void>
  /** Pushes an image or an index and answers with its digest. A tag that is there moves. */
  readonly push: (repository: string, image: Pushable, tag?: string) => Promise<string>
  /** Deletes what has the digest, with all its tags. */
  readonly remove: (repository: string, digest: string) => Promise<void>
  /** Ends it at once; its images stay. */
  readonly kill: () => Promise<void>
  /** Starts it again at the same port. */
  readonly start: () => Promise<void>
  /** For good. */
  readonly stop: () => Promise<void>
}

/** How often another port is tried. */
const PORT_ATTEMPTS = 5
const START_SECONDS = 60

interface Run {
  readonly program: string
  readonly dir: string
  readonly to: (port: number) => Destination
  readonly config: (port: number) => string
}

/** Undefined when another process took the port meanwhile. */
const runAt = async ({ program, dir, to, config }: Run, port: number): Promise<RunningProcess | undefined> => {
  const configFile = join(dir, 'registry.json')
  writeFileSync(configFile, config(port))
  const logFile = join(dir, 'registry.log')
  const processes = createProcessSet()
  const running = await processes.start({ file: program, args: ['serve', configFile], logFile })
  await waitFor({
    what: `docker-registry at port ${port} (its log: ${logFile})`,
    seconds: START_SECONDS,
    look: async () => (running.ended() !== undefined || (await isServed(to(port))) ? true : undefined),
  })
  if (running.ended() === undefined) return { ...running, kill: processes.killAll }
  const lost = await lostItsPort(running)
  if (!lost) await assertRunning(running)
  await processes.killAll()
  return undefined
}

const runSomewhere = async (run: Run): Promise<{ readonly port: number; readonly running: RunningProcess }> => {
  for (let attempt = 0; attempt < PORT_ATTEMPTS; attempt += 1) {
    const port = await freePort()
    const running = await runAt(run, port)
    if (running !== undefined) return { port, running }
  }
  throw new Error('docker-registry finds no free port')
}

/** Starts a registry without images. Rejects with one sentence that says what is missing on this machine. */
export const startRegistry = async (options: RegistryStart): Promise<TestRegistry> => {
  const { dir, tls = false, auth = 'none', bind = '127.0.0.1' } = options
  const program = await registryProgram()
  mkdirSync(dir, { recursive: true })
  const certificate = await createServerCertificate(join(dir, 'tls'), ['127.0.0.1', '10.0.2.2', 'localhost'])
  const pusher = newAccount('pusher')
  let puller = newAccount('puller')
  const passwordFile = join(dir, 'passwords')
  const writePasswords = (): Promise<void> => writePasswordFile(passwordFile, [pusher, puller])
  if (auth === 'basic') await writePasswords()
  const accepts = (authorization: string): boolean => authorization === basicAuth(puller)
  const tokens = auth === 'token' ? await startTokenServer({ bind, certificate, tls, accepts }) : undefined

  const loginOf = (): RegistryLogin => {
    if (tokens !== undefined) return { kind: 'token', realm: tokens.realm, certificate }
    return auth === 'basic' ? { kind: 'basic', passwordFile } : { kind: 'none' }
  }
  const authorization = (repository: string): string | undefined => {
    if (auth === 'none') return undefined
    return tokens === undefined
      ? basicAuth(pusher)
      : `Bearer ${tokens.tokenFor(repository, ['pull', 'push', 'delete'])}`
  }
  const ca = readFileSync(certificate.caFile, 'utf8')
  const to = (port: number): Destination => ({
    url: `${tls ? 'https' : 'http'}://127.0.0.1:${port}`,
    ca,
    authorization,
  })
  const config = (port: number): string =>
    registryConfig({
      folder: join(dir, 'images'),
      address: `${bind}:${port}`,
      tls: tls ? certificate : undefined,
      login: loginOf(),
    })
  const run: Run = { program, dir, to, config }
  const started = await runSomewhere(run)
  const { port } = started
  let running = started.running
  const host = `127.0.0.1:${port}`
  return {
    host,
    port,
    logFile: running.logFile,
    caFile: certificate.caFile,
    url: to(port).url,
    realm: tokens?.realm,
    certificate,
    login: tokens && `${host}=${new URL(tokens.realm).host}`,
    isPrivate: auth !== 'none',
    account: () => puller,
    dockerConfig: () => JSON.stringify({ auths: { [host]: { ...puller } } }),
    rotate: async () => {
      puller = newAccount('puller')
      if (auth === 'basic') await writePasswords()
    },
    push: (repository, image, tag) => pushImage(to(port), { repository, ...(tag && { tag }) }, image),
    remove: (repository, digest) => deleteImage(to(port), repository, digest),
    kill: () => running.kill(),
    start: async () => {
      const again = await runAt(run, port)
      if (again === undefined) throw new Error(`another process took port ${port} of the registry meanwhile`)
      running = again
    },
    stop: async () => {
      tokens?.stop()
      await running.kill()
    },
  }
}
