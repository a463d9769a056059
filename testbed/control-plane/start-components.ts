import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Binaries } from '../tools/binaries'
import { kubernetesVersion } from '../tools/build-arguments'
import { kubernetesModule } from '../tools/tools-module'
import { answersOk } from './answers-ok'
import {
  apiServerArguments,
  controllerManagerArguments,
  controllersFor,
  egressConfiguration,
  etcdArguments,
  type Machines,
  schedulerArguments,
} from './component-arguments'
import type { Credentials } from './credentials'
import { flagsOfVersion } from './flags-of-version'
import { assertRunning, lostItsPort, START_SECONDS, waitForLog } from './process-log'
import type { ProcessSet, RunningProcess } from './process-set'
import { waitFor } from './wait-for'

/** What all components of one control plane are started with. */
export interface Setting {
  readonly dir: string
  readonly binaries: Binaries
  readonly credentials: Credentials
  readonly processes: ProcessSet
  /** A port that is probably free. */
  readonly freePort: () => Promise<number>
  readonly machines?: Machines
  /** Controllers of the controller manager that do not run. */
  readonly withoutControllers?: ReadonlyArray<string>
  readonly clientCaFile?: string
}

/** How often another port is tried. */
const PORT_ATTEMPTS = 5

/** Starts etcd and answers with its URL. */
export const startEtcd = async ({ dir, binaries, processes }: Setting): Promise<string> => {
  const args = etcdArguments(join(dir, 'etcd'))
  const etcd = await processes.start({ file: binaries.etcd, args, logFile: join(dir, 'etcd.log') })
  // Its own word, and not an answer from the port, which could come from somebody else's etcd.
  const [, address] = await waitForLog(etcd, /"serving client traffic insecurely.*"address":"([^"]+)"/)
  return `http://${address}`
}

const isReady = async (server: RunningProcess, url: string, { caFile, tokens }: Credentials): Promise<boolean> => {
  await waitFor({
    what: `the API server at ${url} to be ready`,
    seconds: START_SECONDS,
    look: async () => {
      if (server.ended() !== undefined) return false
      return (await answersOk({ url, caFile, token: tokens.admin }, '/readyz')) || undefined
    },
  })
  return server.ended() === undefined
}

const writeEgress = (dir: string, { kubeletProxy }: Machines): string => {
  const path = join(dir, 'egress.json')
  writeFileSync(path, JSON.stringify(egressConfiguration(kubeletProxy)))
  return path
}

/** Starts the API server on a free port and answers with its URL when it is ready. */
export const startApiServer = async (setting: Setting, etcdUrl: string, auditLog: string): Promise<string> => {
  const { dir, binaries, credentials, processes, freePort, machines, clientCaFile } = setting
  const forClients = clientCaFile === undefined ? {} : { clientCaFile }
  const forMachines = machines === undefined ? {} : { machines, egressFile: writeEgress(dir, machines) }
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort()
    const url = `https://127.0.0.1:${port}`
    const args = [
      ...apiServerArguments({ etcdUrl, port, credentials, auditLog, ...forMachines, ...forClients }),
      ...flagsOfVersion(kubernetesVersion(kubernetesModule(process.env['KUBERNETES']).goMod)),
    ]
    const logFile = join(dir, 'kube-apiserver.log')
    const server = await processes.start({ file: binaries['kube-apiserver'], args, logFile })
    if (await isReady(server, url, credentials)) return url
    if (attempt === PORT_ATTEMPTS || !(await lostItsPort(server))) await assertRunning(server)
  }
}

/** Starts the controller manager and waits until its garbage collector watches every kind that there is now. */
export const startControllerManager = async (setting: Setting, kubeconfig: string): Promise<RunningProcess> => {
  const { dir, binaries, credentials, processes, machines, withoutControllers } = setting
  const args = controllerManagerArguments(kubeconfig, credentials, controllersFor(machines, withoutControllers))
  const logFile = join(dir, 'kube-controller-manager.log')
  const manager = await processes.start({ file: binaries['kube-controller-manager'], args, logFile })
  await waitForLog(manager, /synced garbage collector/)
  return manager
}

export const startScheduler = ({ dir, binaries, processes }: Setting, kubeconfig: string): Promise<RunningProcess> => {
  const logFile = join(dir, 'kube-scheduler.log')
  return processes.start({ file: binaries['kube-scheduler'], args: schedulerArguments(kubeconfig), logFile })
}
