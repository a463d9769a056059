import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { type Binaries, kubernetesBinaries } from '../tools/binaries'
import { type Ended, runProgram } from '../tools/run-program'
import { answersOk } from './answers-ok'
import type { Machines } from './component-arguments'
import { createCredentials } from './credentials'
import { freePort } from './free-port'
import { kubeconfig } from './kubeconfig'
import { START_SECONDS } from './process-log'
import { createProcessSet } from './process-set'
import { type Setting, startApiServer, startControllerManager, startEtcd, startScheduler } from './start-components'
import { untilServed } from './until-served'
import { waitFor } from './wait-for'

export interface ControlPlaneOptions {
  /** Folder for data, keys and logs; made when missing. What an earlier control plane left in it is removed. */
  readonly dir: string
  readonly log?: (line: string) => void
  /** Whether a kube-scheduler runs too, which pods of a DaemonSet need to get to their Node. Default: no. */
  readonly scheduler?: boolean
  /** Real machines join, instead of Nodes that somebody writes. */
  readonly machines?: Machines
  /** Controllers of the controller manager that do not run. Default: none. */
  readonly withoutControllers?: ReadonlyArray<string>
  /** PEM file of an authority: who has a certificate of it is the user that the certificate names. Default: nobody. */
  readonly clientCaFile?: string
}

/** A running API server with its controllers, for this process alone and gone when it ends. */
export interface ControlPlane {
  readonly url: string
  /** PEM file with the certificate to trust. */
  readonly caFile: string
  /** Path of a kubeconfig of the group system:masters. */
  readonly kubeconfig: string
  /** Path of the audit log: one JSON event a line, written before the answer to the request is sent. */
  readonly auditLog: string
  readonly binaries: Binaries
  /** Of the components that run now. */
  readonly pids: ReadonlyArray<number>
  /** By name of the Node, for the machines that were announced. */
  readonly nodeTokens: Readonly<Record<string, string>>
  /** Writes a kubeconfig with this bearer token and answers with its path. */
  readonly tokenKubeconfig: (name: string, token: string) => string
  /** Runs kubectl as administrator; never rejects. */
  readonly kubectl: (...args: ReadonlyArray<string>) => Promise<Ended>
  /** Applies manifests given as YAML or JSON text, as administrator unless a flag says otherwise; never rejects. */
  readonly apply: (manifests: string, ...flags: ReadonlyArray<string>) => Promise<Ended>
  /**
   * Makes the garbage collector watch kinds whose CRDs came after the start, which it would notice within 30 s only (a
   * constant of the controller manager). Waits until they are served and restarts the controller manager; call it once
   * after applying CRDs.
   */
  readonly learnKinds: () => Promise<void>
  /** Kills all components and resolves when they are gone. The folder stays. */
  readonly stop: () => Promise<void>
}

const prepare = async (options: ControlPlaneOptions): Promise<Setting> => {
  const { dir, log = () => undefined, machines, withoutControllers = [], clientCaFile } = options
  const folder = resolve(dir)
  const binaries = await kubernetesBinaries(log)
  for (const name of ['etcd', 'credentials', 'audit.log', 'kubectl-cache']) {
    rmSync(join(folder, name), { recursive: true, force: true })
  }
  mkdirSync(folder, { recursive: true })
  const credentials = createCredentials(join(folder, 'credentials'), machines?.nodes)
  return {
    dir: folder,
    binaries,
    credentials,
    processes: createProcessSet(),
    freePort,
    withoutControllers,
    ...(machines && { machines }),
    ...(clientCaFile !== undefined && { clientCaFile }),
  }
}

const start = async (setting: Setting, withScheduler: boolean): Promise<ControlPlane> => {
  const { dir, binaries, credentials, processes } = setting
  const { caFile, tokens } = credentials
  const auditLog = join(dir, 'audit.log')
  const url = await startApiServer(setting, await startEtcd(setting), auditLog)

  const tokenKubeconfig = (name: string, token: string): string => {
    const path = join(dir, `${name.replaceAll(/[^\w.-]/g, '-')}.kubeconfig`)
    writeFileSync(path, kubeconfig({ url, caFile, user: name, token }), { mode: 0o600 })
    return path
  }
  const kubeconfigOf = (user: keyof typeof tokens): string => tokenKubeconfig(user, tokens[user])

  let manager = await startControllerManager(setting, kubeconfigOf('system:kube-controller-manager'))
  if (withScheduler) await startScheduler(setting, kubeconfigOf('system:kube-scheduler'))
  await waitFor({
    what: 'the service account "default" in the namespace "default"',
    seconds: START_SECONDS,
    look: async () =>
      (await answersOk({ url, caFile, token: tokens.admin }, '/api/v1/namespaces/default/serviceaccounts/default')) ||
      undefined,
  })

  const admin = kubeconfigOf('admin')
  // What kubectl remembers of an API server it files under host and port, and ports come again with other kinds.
  const common = [`--kubeconfig=${admin}`, `--cache-dir=${join(dir, 'kubectl-cache')}`]
  const kubectl: ControlPlane['kubectl'] = (...args) => runProgram(binaries.kubectl, [...common, ...args])
  return {
    url,
    caFile,
    kubeconfig: admin,
    auditLog,
    binaries,
    nodeTokens: credentials.nodeTokens,
    get pids() {
      return processes.pids()
    },
    tokenKubeconfig,
    kubectl,
    apply: (manifests, ...flags) =>
      runProgram(binaries.kubectl, [...common, 'apply', '-f', '-', ...flags], { input: manifests }),
    learnKinds: async () => {
      await untilServed(kubectl)
      await manager.kill()
      manager = await startControllerManager(setting, kubeconfigOf('system:kube-controller-manager'))
    },
    stop: processes.killAll,
  }
}

/**
 * Starts etcd, kube-apiserver and kube-controller-manager on free ports of 127.0.0.1, with RBAC, admission, real service
 * account tokens and an audit log. Several may run at once, each in its own folder. Takes seconds, once the programs are
 * built. Rejects with the end of its log when a component does not start; nothing keeps running then.
 */
export const startControlPlane = async (options: ControlPlaneOptions): Promise<ControlPlane> => {
  const setting = await prepare(options)
  try {
    return await start(setting, options.scheduler ?? false)
  } catch (error) {
    await setting.processes.killAll()
    throw error
  }
}
