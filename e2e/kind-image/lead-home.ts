import { connect, createServer, type Server } from 'node:net'
import { joinSockets } from '../../testbed/control-plane/join-sockets'
import { runShell } from '../nodes/qemu/run-shell'
import type { Engine } from './engine'

export interface Home {
  readonly engine: Engine
  /** The container of the kind node. */
  readonly container: string
  /** Under which machines see this machine, and pods of the kind node are to. */
  readonly address: string
  /** What listens on 127.0.0.1 here. */
  readonly ports: ReadonlyArray<number>
}

/** What comes in at the address goes to the same port of 127.0.0.1. */
const forward = async (address: string, port: number): Promise<Server> => {
  const server = createServer(client => joinSockets(client, connect(port, '127.0.0.1')))
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, address, resolve))
  return server.unref()
}

/**
 * Leads pods of the kind node to what listens here, under the address by which machines know it: the operator's images and
 * pools name a registry only once. Elsewhere that address would be whatever the network of this machine makes of it.
 */
export const leadHome = async ({ engine, container, address, ports }: Home): Promise<() => Promise<void>> => {
  const route = await runShell('docker exec "$1" ip -4 route show default', [container], engine.env)
  const gateway = /via (\S+)/.exec(route)?.[1]
  if (gateway === undefined) throw new Error(`the kind node has no default route: ${route}`)
  const rule =
    'for c in PREROUTING OUTPUT; do docker exec "$1" iptables -t nat -A $c -d "$2" -p tcp -j DNAT --to-destination "$3"; done'
  await runShell(rule, [container, address, gateway], engine.env)
  const servers = await Promise.all(ports.map(port => forward(gateway, port)))
  return async () => {
    for (const server of servers) server.close()
  }
}
