import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { KubeConfig } from '@kubernetes/client-node'
import { withKeepAlive } from '../../hooks/ports/api/keep-alive'
import { boundNodeToken } from '../control-plane/bound-token'
import type { ControlPlane } from '../control-plane/control-plane'
import { createHost } from '../hosts/create-host'
import { type Faults, writeFaults } from '../hosts/faults'
import { type Kubelet, type KubeletOptions, startKubelets } from '../hosts/kubelet'
import { layoutOf } from '../hosts/layout'
import { type Machine, startMachine } from '../hosts/machine'
import { type Registry, writeRegistry } from '../hosts/registry'
import type { HostSettings } from '../hosts/settings'
import { kubectlPatiently } from './kubectl-patiently'
import { patiently } from './patiently'
import { mountPullSecrets } from './pull-secret-mounts'

export interface SimulatedNode {
  readonly name: string
  readonly machine: Machine
  readonly kubelet: Kubelet
}

export interface NodeWish {
  readonly name: string
  /** What the host runs at first, `repository:tag` or `repository@digest`. */
  readonly image: string
  readonly labels?: Readonly<Record<string, string>>
  readonly reboot?: KubeletOptions['reboot']
  readonly rebootSeconds?: number
  readonly host?: Partial<HostSettings>
  /** There before its agent is. */
  readonly faults?: Faults
}

export interface SimulatedNodes {
  readonly add: (wish: NodeWish) => Promise<SimulatedNode>
  readonly get: (name: string) => SimulatedNode
  readonly all: () => ReadonlyArray<SimulatedNode>
  /** The machine is switched off for good, and its Node deleted. */
  readonly remove: (name: string) => Promise<void>
  readonly stop: () => Promise<void>
}

export interface NodesOptions {
  readonly controlPlane: ControlPlane
  readonly dir: string
  readonly registry: Registry
  readonly log: (line: string) => void
}

/** As a node runs it: without the compiler an agent that is mostly idle is 5 MB smaller (npm run bench -- agent). */
const AGENT_COMMAND = [process.execPath, '--jitless', resolve('dist/agent.js')]

/** Hosts with the real agent on each, and the kubelet's part of their Nodes. */
export const startSimulatedNodes = ({ controlPlane, dir, registry, log }: NodesOptions): SimulatedNodes => {
  mkdirSync(dir, { recursive: true })
  const registryFile = join(dir, 'registry.json')
  writeRegistry(registryFile, registry)
  const config = new KubeConfig()
  config.loadFromFile(controlPlane.kubeconfig)
  const kubelets = startKubelets(withKeepAlive(config))
  const secretFolder = (name: string): string => join(dir, name, 'pull-secret')
  const mounts = mountPullSecrets(config, secretFolder)
  const nodes = new Map<string, SimulatedNode>()

  const agentOf = async (name: string) => {
    const to = { serviceAccount: 'bootc-agent', namespace: 'bootc-operator', node: name }
    const kubeconfig = controlPlane.tokenKubeconfig(
      `agent-${name}`,
      await patiently(() => boundNodeToken(controlPlane, to)),
    )
    const PULL_SECRET_FILE = join(secretFolder(name), '.dockerconfigjson')
    return { command: AGENT_COMMAND, env: { NODE_NAME: name, KUBECONFIG: kubeconfig, PULL_SECRET_FILE } }
  }

  const add = async (wish: NodeWish): Promise<SimulatedNode> => {
    const { name, image, labels = {}, reboot = 'slow', rebootSeconds, host = {}, faults } = wish
    const hostDir = join(dir, name)
    const script = resolve('dist/simulated-host.js')
    await createHost({ dir: hostDir, name, image, registry: registryFile, script, ...host })
    if (faults !== undefined) writeFaults(layoutOf(hostDir), faults)
    const kubelet = kubelets.add({
      node: { name, labels, images: 5, ...(host.architecture && { architecture: host.architecture }) },
      reboot,
    })
    const speed = rebootSeconds === undefined ? {} : { rebootSeconds }
    const machine = await startMachine({ dir: hostDir, kubelet, log, ...speed })
    await machine.setAgent(await agentOf(name))
    const node = { name, machine, kubelet }
    nodes.set(name, node)
    return node
  }

  const get = (name: string): SimulatedNode => {
    const node = nodes.get(name)
    if (node === undefined) throw new Error(`no simulated node is named ${name}`)
    return node
  }

  const switchOff = async ({ name, machine, kubelet }: SimulatedNode): Promise<void> => {
    nodes.delete(name)
    kubelet.stop()
    await machine.stop()
  }

  return {
    add,
    get,
    all: () => [...nodes.values()],
    remove: async name => {
      await switchOff(get(name))
      const args = ['delete', 'node', name, '--wait=false', '--ignore-not-found']
      await kubectlPatiently(args.join(' '), () => controlPlane.kubectl(...args))
    },
    stop: async () => {
      mounts.stop()
      kubelets.stop()
      await Promise.all([...nodes.values()].map(switchOff))
    },
  }
}
