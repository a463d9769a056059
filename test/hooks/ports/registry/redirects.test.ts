import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { failedLookupOf } from '../../../../hooks/ports/registry/failure'
import { parseLogins } from '../../../../hooks/ports/registry/logins'
import { serving } from '../../../../testbed/registry/scripted-registry'
import { tinyImage } from '../../../../testbed/registry/tiny-image'
import { LOOPBACK_CERTIFICATE, LOOPBACK_KEY } from '../../../agent/support/loopback-certificate'
import { ask, failedIn, foundIn, withRegistry } from './ask'
import { withNames } from './names'
import { type Play, play } from './registry-play'

/** Sends those who ask for a configuration to another host, and answers them there. */
const storedAt =
  (name: string): Play['answer'] =>
  turn => {
    if (!turn.host.startsWith('registry.example') || !turn.path.includes('/blobs/')) turn.serve()
    else turn.response.writeHead(307, { location: `http://${name}:${turn.port}${turn.path}` }).end()
  }

const HERE = { 'registry.example': ['127.0.0.1'] }

describe('a redirect of a registry', function () {
  this.timeout(300_000)
  const dir = mkdtempSync(join(tmpdir(), 'registry-redirects-'))
  after(() => rmSync(dir, { recursive: true }))

  // CWE-918. The registry itself is on loopback here, so that another loopback address is no further in.
  const inner: ReadonlyArray<readonly [string, string]> = [
    ['private', '10.11.12.13'],
    ['link-local, as the metadata of clouds are', '169.254.169.254'],
    ['unique-local', 'fd00:ec2::254'],
    ['private, written as IPv6', '::ffff:192.168.0.1'],
  ]
  for (const [kind, address] of inner) {
    it(`goes by the address that a name leads to: not to one that is ${kind}`, () =>
      withNames({ ...HERE, 'store.example': [address] }, async () => {
        const { found } = await play({ name: 'registry.example', answer: storedAt('store.example') })
        const { reason, message } = failedIn(found)
        assert.equal(reason, 'RegistryRefused')
        assert.match(message, /sends us to store\.example:\d+, an internal address/)
      }))
  }

  it('is followed to what is as far in as the registry itself', () =>
    withNames({ ...HERE, 'store.example': ['127.0.0.1'] }, async () => {
      foundIn((await play({ name: 'registry.example', answer: storedAt('store.example') })).found)
    }))

  it('connects to the very address that was judged: another answer to the same name changes nothing', () =>
    withNames({ ...HERE, 'store.example': ['127.0.0.1', '10.11.12.13'] }, async lookups => {
      const { found } = await play({ name: 'registry.example', answer: storedAt('store.example') })
      foundIn(found)
      assert.equal(lookups.filter(name => name === 'store.example').length, 1)
    }))

  it('does not lead from TLS to where there is none', async () => {
    const caFile = join(dir, 'ca.crt')
    writeFileSync(caFile, LOOPBACK_CERTIFICATE)
    const seen: string[] = []
    await withRegistry(
      (request, response) => {
        seen.push(`plain ${request.url}`)
        serving(tinyImage())(request, response)
      },
      async ({ host: plain }) =>
        withRegistry(
          (_request, response) => void response.writeHead(302, { location: `http://${plain}/v2/os/manifests/1` }).end(),
          async ({ host }) => {
            const failed = failedIn(await ask({ ref: `${host}/os:1`, options: { insecure: [], caFile } }))
            assert.equal(failed.reason, 'RegistryRefused')
            assert.match(failed.message, /an address without TLS: let it redirect to https/)
          },
          { cert: LOOPBACK_CERTIFICATE, key: LOOPBACK_KEY },
        ),
    )
    assert.deepEqual(seen, [])
  })

  it('to the same registry with TLS, which wants a log-in there, says that it is not insecure any more', () => {
    const endpoint = { host: 'reg.example', origin: 'http://reg.example', repository: 'os', reference: '1' }
    const attempted = { endpoint, account: undefined, trust: {}, logins: parseLogins(''), limitBytes: 1 }
    const at = new URL('https://reg.example/v2/os/manifests/1')
    const { message } = failedLookupOf(attempted, { kind: 'status', at, status: 401, headers: {}, isShown: false })
    assert.match(message, /: take reg\.example out of `insecure` of ConfigMap bootc-registries/)
  })
})
