import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { freePort } from '../../../testbed/control-plane/free-port'
import type { Access } from '../../../testbed/control-plane/kubeconfig'
import type { Installer } from './hosts'
import type { KubeletProxy } from './kubelet-proxy'
import { createMachine, type Machine } from './machine'
import { addressesOf, HOST_ADDRESS } from './network-plan'
import { createNetworkSwitch } from './network-switch'
import type { KubeletAccess } from './seed-files'

export interface MachinesOptions {
  readonly dir: string
  /** Names of the Nodes; the order gives the addresses. */
  readonly names: ReadonlyArray<string>
  readonly install: Installer
  readonly apiServer: { readonly url: string; readonly caFile: string }
  /** How a kubelet gets in, given how it reaches the API server. */
  readonly access: (name: string, server: Omit<Access, 'token'>) => KubeletAccess
  readonly registryPorts: ReadonlyArray<number>
  readonly mirrored: ReadonlyArray<string>
  readonly proxy: KubeletProxy
  readonly log: (line: string) => void
}

export interface Machines {
  readonly all: ReadonlyArray<Machine>
  readonly get: (name: string) => Machine
  readonly stop: () => Promise<void>
}

/** Machines that are nodes of one cluster, on one network; their power is off. */
export const createMachines = async (options: MachinesOptions): Promise<Machines> => {
  const { dir, names, apiServer, access, proxy, log } = options
  const cables = createNetworkSwitch()
  const port = Number(new URL(apiServer.url).port)
  const all: Machine[] = []
  for (const [at, name] of names.entries()) {
    const own = join(dir, name)
    mkdirSync(own, { recursive: true })
    const { node, mac } = addressesOf(at + 1)
    const url = `https://${HOST_ADDRESS}:${port}`
    const plan = {
      name,
      number: at + 1,
      numbers: names.map((_, other) => other + 1),
      apiPort: port,
      registryPorts: options.registryPorts,
      mirrored: options.mirrored,
      ca: readFileSync(apiServer.caFile, 'utf8'),
      access: access(name, { url, caFile: '/etc/kubernetes/ca.crt', user: name }),
    }
    const hardware = await options.install(plan, own)
    const kubeletPort = await freePort()
    proxy.lead(`${node}:10250`, kubeletPort)
    const cable = await cables.plug(await freePort())
    all.push(createMachine({ name, dir: own, hardware, mac, cable, kubeletPort, log }))
  }
  return {
    all,
    get: name => {
      const machine = all.find(candidate => candidate.name === name)
      if (machine === undefined) throw new Error(`no machine is named ${name}`)
      return machine
    },
    stop: async () => {
      await Promise.all(all.map(machine => machine.powerOff()))
      cables.close()
    },
  }
}
