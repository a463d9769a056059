import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type ControlPlane, startControlPlane } from '../control-plane/control-plane'
import { freePort } from '../control-plane/free-port'
import { registryWith } from '../hosts/registry'
import { type Metacontroller, startMetacontroller } from '../metacontroller/start'
import { flagOf, operatorContainer } from './deployment'
import { type HookServer, startHookServer } from './hook-server'
import { installOperator, serviceAccountKubeconfig } from './install'
import { type SimulatedNodes, startSimulatedNodes } from './simulated-nodes'

/** The repository that every lab's registry has, and its versions. */
export const LAB_REPOSITORY = 'registry.example/os'
/** Pods of agents are made, but nobody starts them: the agents of simulated hosts are processes. */
const AGENT_IMAGE = 'registry.example/agent:v1'
const LAB_VERSIONS = ['v1', 'v2', 'v3']

export interface LabOptions {
  /** Folder for everything that the lab writes; its logs stay. */
  readonly dir: string
  readonly log?: (line: string) => void
  /** How long watch events take to Metacontroller's caches, in milliseconds; the driver only. */
  readonly cacheLagMs?: number
  /** Added to the environment of the hook server. */
  readonly hookEnv?: Readonly<Record<string, string>>
  /** Added to the command line of Metacontroller. */
  readonly metacontrollerFlags?: ReadonlyArray<string>
  /** A Metacontroller that was there before: it runs as this ServiceAccount, and takes controllers with any labels. */
  readonly existingMetacontroller?: { readonly namespace: string; readonly name: string }
  /** Controllers of the controller manager that do not run. Default: none. */
  readonly withoutControllers?: ReadonlyArray<string>
  /** What the cluster has, and what happens in it, before the operator is installed. */
  readonly before?: (controlPlane: ControlPlane) => Promise<void>
  /** Another installation than that of docs/operations.md. Its kinds are served when it resolves. */
  readonly install?: (controlPlane: ControlPlane) => Promise<void>
  /** PEM file of an authority whose certificates name users of the API server. */
  readonly clientCaFile?: string
}

/** A whole cluster on this machine: real API server, the operator's real processes, simulated hosts. */
export interface Lab {
  readonly controlPlane: ControlPlane
  readonly hooks: HookServer
  readonly metacontroller: Metacontroller
  readonly nodes: SimulatedNodes
  readonly stop: () => Promise<void>
}

/** A binary of the real Metacontroller, if the caller has one at hand; the driver plays its part otherwise. */
const binary = process.env['METACONTROLLER'] || undefined

const startParts = async (controlPlane: ControlPlane, options: LabOptions): Promise<Lab> => {
  const { dir, log = () => undefined, cacheLagMs, hookEnv = {}, metacontrollerFlags = [] } = options
  const { install = installOperator, existingMetacontroller: existing } = options
  await options.before?.(controlPlane)
  await install(controlPlane)
  const kubeconfig = await serviceAccountKubeconfig(controlPlane, 'bootc-operator')
  const hooks = await startHookServer({
    kubeconfig,
    port: await freePort(),
    probePort: await freePort(),
    log: join(dir, 'hooks.log'),
    env: { AGENT_IMAGE, ...hookEnv },
  })
  const metacontroller = await startMetacontroller({
    kubeconfig: existing ? await serviceAccountKubeconfig(controlPlane, existing.name, existing.namespace) : kubeconfig,
    log: join(dir, 'metacontroller.log'),
    ...(existing === undefined && {
      labelSelector: flagOf(operatorContainer('metacontroller'), 'target-label-selector'),
    }),
    flags: metacontrollerFlags,
    ...(binary === undefined ? {} : { binary }),
    ...(cacheLagMs === undefined || binary !== undefined ? {} : { cacheLagMs }),
  })
  log(
    metacontroller.kind === 'binary'
      ? `Metacontroller: the real one, ${binary}`
      : 'Metacontroller: the test driver of testbed/metacontroller, which plays its contract',
  )
  const registry = registryWith(LAB_REPOSITORY, LAB_VERSIONS)
  const nodes = startSimulatedNodes({ controlPlane, dir: join(dir, 'hosts'), registry, log })
  const stop = async (): Promise<void> => {
    await nodes.stop()
    await metacontroller.stop()
    await hooks.kill()
    await controlPlane.stop()
  }
  return { controlPlane, hooks, metacontroller, nodes, stop }
}

/** Starts everything but the nodes. Nothing keeps running when it rejects, or when this process ends. */
export const startLab = async (options: LabOptions): Promise<Lab> => {
  const { dir, log, withoutControllers = [], clientCaFile } = options
  mkdirSync(dir, { recursive: true })
  const controlPlane = await startControlPlane({
    dir: join(dir, 'control-plane'),
    withoutControllers,
    ...(log && { log }),
    ...(clientCaFile !== undefined && { clientCaFile }),
  })
  try {
    return await startParts(controlPlane, options)
  } catch (error) {
    await controlPlane.stop()
    throw error
  }
}
