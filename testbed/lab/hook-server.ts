import { resolve } from 'node:path'
import { START_SECONDS } from '../control-plane/process-log'
import { createProcessSet } from '../control-plane/process-set'
import { waitFor } from '../control-plane/wait-for'
import { environmentOf, operatorContainer } from './deployment'

export interface HookServer {
  readonly port: number
  /** Of the process that was started last. */
  readonly pid: () => number
  /** Of its probes and metrics. */
  readonly probePort: number
  /** SIGKILL, as a node that loses power does it. */
  readonly kill: () => Promise<void>
  /** Starts it again at the same port, elsewhere if it is told so: `env` is added to what it was first started with. */
  readonly start: (env?: Readonly<Record<string, string>>) => Promise<void>
}

export interface HookServerOptions {
  readonly kubeconfig: string
  readonly port: number
  readonly probePort: number
  readonly log: string
  /** Added to its environment, such as the Node and the pod that it is to think it runs on and as. */
  readonly env?: Readonly<Record<string, string>>
}

const isReady = (probePort: number): Promise<true | undefined> =>
  fetch(`http://127.0.0.1:${probePort}/readyz`).then(
    ({ ok }) => (ok ? true : undefined),
    () => undefined,
  )

/**
 * The real hook server, as built, with the environment of the Deployment but for its ports. Ready means that it has
 * registered its controllers.
 */
export const startHookServer = async ({
  kubeconfig,
  port,
  probePort,
  log,
  env: given,
}: HookServerOptions): Promise<HookServer> => {
  let processes = createProcessSet()
  const own = {
    ...environmentOf(operatorContainer('hooks')),
    KUBECONFIG: kubeconfig,
    HOOKS_PORT: String(port),
    HOOKS_URL: `http://127.0.0.1:${port}`,
    PROBE_PORT: String(probePort),
    POD_NAMESPACE: 'bootc-operator',
    ...given,
  }
  let starts = 0
  let pid = 0
  const start = async (moved: Readonly<Record<string, string>> = {}): Promise<void> => {
    const env = { ...own, ...moved }
    // One that was killed has no watchdog any more.
    if (starts > 0) processes = createProcessSet()
    const logFile = starts++ === 0 ? log : log.replace(/\.log$/, `-${starts}.log`)
    const running = await processes.start({ file: process.execPath, args: [resolve('dist/hooks.js')], env, logFile })
    pid = running.pid
    await waitFor({
      what: `the hook server (its log: ${logFile})`,
      seconds: START_SECONDS,
      look: async () => {
        const end = running.ended()
        if (end !== undefined) throw new Error(`the hook server ended with ${end}, see ${logFile}`)
        return isReady(probePort)
      },
    })
  }
  await start()
  return { port, probePort, pid: () => pid, start, kill: () => processes.killAll() }
}
