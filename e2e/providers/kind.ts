import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { freePort } from '../../testbed/control-plane/free-port'
import { kubeconfig } from '../../testbed/control-plane/kubeconfig'
import { buildImage } from '../../testbed/image-builder/build-image'
import { operatorContainer } from '../../testbed/lab/deployment'
import { kubernetesBinaries } from '../../testbed/tools/binaries'
import { type Ended, lastLines, runProgram } from '../../testbed/tools/run-program'
import { containerEngine, type Engine } from '../kind-image/engine'
import { BOOTSTRAP_TOKEN, kindConfig } from '../kind-image/kind-config'
import { kindProgram } from '../kind-image/kind-program'
import { leadHome } from '../kind-image/lead-home'
import { buildNodeImage } from '../kind-image/node-image'
import { chooseHosts } from '../nodes/choose-hosts'
import { ensureHostTools } from '../nodes/qemu/host-tools'
import { startKubeletProxy } from '../nodes/qemu/kubelet-proxy'
import { machineDisk } from '../nodes/qemu/machine-disk'
import { createMachines } from '../nodes/qemu/machines'
import { HOST_ADDRESS } from '../nodes/qemu/network-plan'
import { runShell } from '../nodes/qemu/run-shell'
import { socketPath } from '../nodes/qemu/socket-path'
import type { Provider } from './cluster'
import { installInCluster } from './operator-in-cluster'
import { hostOf, osRegistry, startRegistries } from './registries'
import type { Stops } from './stops'

const NAME = 'bootc-e2e'
const NODE = `${NAME}-control-plane`

interface KindCluster {
  readonly engine: Engine
  readonly kind: string
  readonly apiPort: number
  readonly kubeconfig: string
}

const must = ({ code, stderr }: Ended, what: string): void => {
  if (code !== 0) throw new Error(`${what} failed: ${lastLines(stderr, 5)}`)
}

interface Creation {
  readonly dir: string
  readonly image: string
  readonly engine: Engine
  readonly stops: Stops
}

const createCluster = async (
  { dir, image, engine, stops }: Creation,
  log: (line: string) => void,
): Promise<KindCluster> => {
  const kind = await kindProgram(log)
  // Before it begins: it may be interrupted half way.
  stops.push(async () => {
    await runProgram(kind, ['delete', 'cluster', '--name', NAME], { env: engine.env })
    await runProgram('docker', ['network', 'rm', 'kind'], { env: engine.env })
  })
  const apiPort = await freePort()
  const config = join(dir, 'kind.json')
  const file = join(dir, 'admin.kubeconfig')
  writeFileSync(config, kindConfig({ name: NAME, image, apiPort, hostAddress: HOST_ADDRESS }))
  const args = ['create', 'cluster', '--config', config, '--kubeconfig', file, '--wait', '180s', '--retain']
  must(await runProgram(kind, args, { env: engine.env }), 'kind create cluster')
  return { engine, kind, apiPort, kubeconfig: file }
}

/** The images of install.yaml come into the node by kind, as on any machine without a registry. */
const loadImages = async (
  { engine, kind }: KindCluster,
  {
    dir,
    nextOperator,
    log,
  }: { readonly dir: string; readonly nextOperator: string; readonly log: (line: string) => void },
): Promise<void> => {
  for (const [name, references] of [
    ['operator', [operatorContainer('hooks').image, nextOperator]],
    ['metacontroller', [operatorContainer('metacontroller').image]],
  ] as const) {
    const { folder } = await buildImage(name, join(dir, `${name}-image`), { log })
    const archive = join(dir, `${name}.tar`)
    for (const reference of references) {
      await runShell('rm -f "$2" && skopeo --insecure-policy copy -q "oci:$1" "docker-archive:$2:$3"', [
        folder,
        archive,
        reference,
      ])
      must(await runProgram(kind, ['load', 'image-archive', archive, '--name', NAME], { env: engine.env }), 'kind load')
    }
  }
}

/** The control plane in a container of kind, the operator as pods there, the nodes as machines whose power is off. */
export const kind: Provider = async ({ dir, nodes, os, stops, log }) => {
  mkdirSync(dir, { recursive: true })
  await ensureHostTools(log)
  const base = await machineDisk(log)
  const installed = join(dir, 'installed')
  const hosts = await chooseHosts({ dir: installed, disk: base, log })
  const { kubectl: program } = await kubernetesBinaries(log)
  const engine = await containerEngine(join(dir, 'engine'), log)
  stops.push(engine.stop)
  const image = await buildNodeImage({ engine, dir: join(dir, 'node-image'), root: base.root, log })
  const cluster = await createCluster({ dir, image, engine, stops }, log)
  const kubectl = (...args: ReadonlyArray<string>): Promise<Ended> =>
    runProgram(program, [`--kubeconfig=${cluster.kubeconfig}`, ...args])
  const apply = (manifests: string): Promise<Ended> =>
    runProgram(program, [`--kubeconfig=${cluster.kubeconfig}`, 'apply', '-f', '-'], { input: manifests })
  // Their images are nobody's here: two rules do their work for the one Service that is needed.
  await kubectl('delete', '--namespace=kube-system', 'daemonset/kube-proxy', 'deployment/coredns')
  log(`kind runs the control plane: ${cluster.kubeconfig}`)
  const registries = await startRegistries(join(dir, 'registries'), base.busybox, log)
  stops.push(registries.stop)
  const ports = [registries.cluster.port, registries.os.port]
  stops.push(await leadHome({ engine, container: NODE, address: HOST_ADDRESS, ports }))
  await loadImages(cluster, { dir, nextOperator: registries.nextOperator, log })
  const operator = await installInCluster(
    // Its garbage collector learns of new kinds within 30 s.
    { kubectl, apply, learnKinds: async () => undefined },
    {
      dir,
      agentImage: operatorContainer('hooks').image,
      metacontrollerImage: operatorContainer('metacontroller').image,
      insecureRegistries: [hostOf(registries.os)],
      log,
    },
  )
  const ca = join(dir, 'ca.crt')
  writeFileSync(ca, await runShell('docker exec "$1" cat /etc/kubernetes/pki/ca.crt', [NODE], engine.env))
  const proxy = await startKubeletProxy(socketPath('kubelets'))
  stops.push(async () => proxy.close())
  const images = osRegistry(registries, hosts)
  const url = `https://${HOST_ADDRESS}:${cluster.apiPort}`
  const machines = await createMachines({
    dir: join(dir, 'machines'),
    names: nodes,
    install: await hosts.install({ dir: installed, os, ...images, log }),
    apiServer: { url, caFile: ca },
    access: (_, server) => ({ bootstrap: kubeconfig({ ...server, token: BOOTSTRAP_TOKEN }) }),
    registryPorts: ports,
    mirrored: registries.mirrored,
    proxy,
    log,
  })
  stops.push(machines.stop)
  return {
    provider: 'kind',
    machines,
    kubectl,
    apply,
    workload: registries.workload,
    nextAgent: registries.nextOperator,
    operatorRuns: operator.runs,
    hooks: operator.hooks,
    keepLogs: async folder => {
      await runProgram(cluster.kind, ['export', 'logs', join(folder, 'kind'), '--name', NAME], { env: engine.env })
    },
    ...images,
  }
}
