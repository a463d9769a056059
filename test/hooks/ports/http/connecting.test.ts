import assert from 'node:assert/strict'
import { Socket } from 'node:net'
import { KubeConfig } from '@kubernetes/client-node'
import { openCall } from '../../../../hooks/ports/api/api-request'
import { withKeepAlive } from '../../../../hooks/ports/api/keep-alive'
import { dockerRegistry } from '../../../../hooks/ports/registry/docker-registry'

interface Connecting {
  readonly host?: string
  readonly autoSelectFamily?: boolean
  readonly autoSelectFamilyAttemptTimeout?: number
}

/** What the connections are begun with that `use` makes. */
const connectionsOf = async (use: () => Promise<unknown>): Promise<ReadonlyArray<Connecting>> => {
  const { connect } = Socket.prototype
  const begun: Connecting[] = []
  Socket.prototype.connect = function (this: Socket, ...all: ReadonlyArray<unknown>) {
    const [first] = all
    begun.push((Array.isArray(first) ? first[0] : first) as Connecting)
    return Reflect.apply(connect, this, all)
  } as typeof connect
  try {
    await use().catch(() => undefined)
    return begun
  } finally {
    Socket.prototype.connect = connect
  }
}

const apiAt = (server: string): KubeConfig => {
  const config = new KubeConfig()
  config.loadFromClusterAndUser({ name: 'c', server, skipTLSVerify: false }, { name: 'u', token: 't' })
  return config
}

// nodejs/node#54359: with its default of 250 ms, a server with addresses of both families is never reached over a slow way.
describe('every connection gives each address time for a slow handshake', () => {
  const NOBODY = '127.0.0.1:9'
  const lookup = (insecure: ReadonlyArray<string>) => () =>
    dockerRegistry({ insecure }).lookup({ repository: `${NOBODY}/os`, tag: '1' }, undefined)
  const call = { method: 'GET', path: '/version' } as const
  const cases: ReadonlyArray<readonly [string, () => Promise<unknown>]> = [
    ['to a registry over TLS', lookup([])],
    ['to a registry without TLS', lookup([NOBODY])],
    ['to the API server', () => openCall(withKeepAlive(apiAt(`https://${NOBODY}`)), call)],
    ['to the API server, of a watch', () => openCall(apiAt(`https://${NOBODY}`), { ...call, ownConnection: true })],
  ]
  for (const [name, use] of cases) {
    it(name, async () => {
      const begun = await connectionsOf(use)
      assert.ok(begun.length > 0)
      for (const { autoSelectFamily, autoSelectFamilyAttemptTimeout = 0 } of begun) {
        assert.equal(autoSelectFamily, true)
        assert.ok(autoSelectFamilyAttemptTimeout > 1000, 'a SYN that is lost is sent again after a second')
      }
    })
  }
})
