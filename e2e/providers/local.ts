import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type ControlPlane, startControlPlane } from '../../testbed/control-plane/control-plane'
import { kubeconfig } from '../../testbed/control-plane/kubeconfig'
import { chooseHosts } from '../nodes/choose-hosts'
import { ensureHostTools } from '../nodes/qemu/host-tools'
import { startKubeletProxy } from '../nodes/qemu/kubelet-proxy'
import { machineDisk } from '../nodes/qemu/machine-disk'
import { createMachines } from '../nodes/qemu/machines'
import { HOST_ADDRESS } from '../nodes/qemu/network-plan'
import { socketPath } from '../nodes/qemu/socket-path'
import type { Provider } from './cluster'
import { type Operator, startOperatorHere } from './operator-here'
import { installInCluster, type OperatorInClusterOptions } from './operator-in-cluster'
import { hostOf, osRegistry, startRegistries } from './registries'

type Installer = (controlPlane: ControlPlane, options: OperatorInClusterOptions) => Promise<Operator>

/** `E2E_OPERATOR`: whether the operator is processes of this machine, or a pod of the cluster as users have it. */
const chosenInstaller = (wanted = process.env['E2E_OPERATOR'] || 'here'): Installer => {
  if (wanted === 'here') return startOperatorHere
  if (wanted === 'pod') return installInCluster
  throw new Error(`E2E_OPERATOR=${wanted}: there are here, pod`)
}

/** The control plane and the operator as processes of this machine, the nodes as machines whose power is off. */
export const local: Provider = async ({ dir, nodes, os, stops, log }) => {
  const installer = chosenInstaller()
  mkdirSync(dir, { recursive: true })
  await ensureHostTools(log)
  const base = await machineDisk(log)
  const installed = join(dir, 'installed')
  const hosts = await chooseHosts({ dir: installed, disk: base, log })
  const registries = await startRegistries(join(dir, 'registries'), base.busybox, log)
  stops.push(registries.stop)
  const proxy = await startKubeletProxy(socketPath('kubelets'))
  stops.push(async () => proxy.close())
  const controlPlane = await startControlPlane({
    dir: join(dir, 'control-plane'),
    log,
    scheduler: true,
    machines: { hostAddress: HOST_ADDRESS, nodes, kubeletProxy: proxy.socket },
  })
  stops.push(controlPlane.stop)
  log(`the control plane runs on this machine: ${controlPlane.url}, ${controlPlane.kubeconfig}`)
  const images = osRegistry(registries, hosts)
  const machines = await createMachines({
    dir: join(dir, 'machines'),
    names: nodes,
    install: await hosts.install({ dir: installed, os, ...images, log }),
    apiServer: controlPlane,
    access: (name, server) => ({ kubeconfig: kubeconfig({ ...server, token: controlPlane.nodeTokens[name] ?? '' }) }),
    registryPorts: [registries.cluster.port, registries.os.port],
    mirrored: registries.mirrored,
    proxy,
    log,
  })
  stops.push(machines.stop)
  const operator = await installer(controlPlane, {
    dir,
    agentImage: registries.operator,
    metacontrollerImage: registries.metacontroller,
    insecureRegistries: [hostOf(registries.os)],
    log,
  })
  stops.push(operator.stop)
  return {
    provider: 'local',
    machines,
    kubectl: controlPlane.kubectl,
    apply: controlPlane.apply,
    ...images,
    workload: registries.workload,
    nextAgent: registries.nextOperator,
    operatorRuns: operator.runs,
    hooks: operator.hooks,
  }
}
