import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { serving, startScriptedRegistry } from '../../../testbed/registry/scripted-registry'
import { tinyImage } from '../../../testbed/registry/tiny-image'
import { LOOPBACK_CERTIFICATE, LOOPBACK_KEY } from '../../agent/support/loopback-certificate'
import { ask, failedIn, withRegistry } from '../../hooks/ports/registry/ask'
import { withNames } from '../../hooks/ports/registry/names'
import { play } from '../../hooks/ports/registry/registry-play'
import { attack } from './support/attack'

const NAME = 'registry.attacker.example'

attack('S-6', 'who has a registry, and sends the operator on', () => {
  const dir = mkdtempSync(join(tmpdir(), 'bootc-s06-'))
  after(() => rmSync(dir, { recursive: true }))

  // Forms of addresses that filters by name have let through (CWE-918, CWE-1389).
  const targets: ReadonlyArray<readonly [string, string, string]> = [
    ['the metadata service', 'http://169.254.169.254/latest/meta-data/', ''],
    ['the metadata service, as one number', 'http://2852039166/latest/meta-data/', ''],
    ['the metadata service, in IPv6', 'http://[::ffff:169.254.169.254]/latest/', ''],
    ['a name of its own that leads to the metadata service', 'http://inner.attacker.example/', '169.254.169.254'],
    ['a name of its own that leads into the cluster', 'https://inner.attacker.example/', '10.96.0.1'],
    ['a name with the ending of a known service', 'http://auth.docker.io.attacker.example/', '192.168.0.1'],
    ['a name with an address of IPv6 alone', 'http://inner.attacker.example/', 'fd00:ec2::254'],
  ]
  for (const [what, location, address] of targets) {
    it(`does not send it to ${what}`, () => {
      const inner = new URL(location).hostname
      return withNames({ [NAME]: ['127.0.0.1'], ...(address && { [inner]: [address] }) }, async () => {
        const { found, log } = await play({
          name: NAME,
          answer: ({ response }) => void response.writeHead(302, { location }).end(),
        })
        const { reason, message } = failedIn(found)
        // An attempt to connect would have ended as RegistryUnreachable or RegistryTimeout.
        assert.equal(reason, 'RegistryRefused', message)
        assert.match(message, /an internal address that it has no business with/)
        assert.equal(log.length, 1, 'nothing is asked twice')
      })
    })
  }

  it('does not have a name judged by one answer and reached by another', () =>
    withNames({ [NAME]: ['127.0.0.1'], 'inner.attacker.example': ['10.96.0.1', '127.0.0.1'] }, async lookups => {
      const { found } = await play({
        name: NAME,
        answer: ({ response, port, host, serve }) =>
          host.startsWith(NAME)
            ? void response.writeHead(302, { location: `http://inner.attacker.example:${port}/v2/` }).end()
            : serve(),
      })
      assert.equal(failedIn(found).reason, 'RegistryRefused')
      assert.equal(lookups.filter(name => name.startsWith('inner')).length, 1)
    }))

  it('does not lead it from TLS to where everybody can read', async () => {
    const caFile = join(dir, 'ca.crt')
    writeFileSync(caFile, LOOPBACK_CERTIFICATE)
    const plain = await startScriptedRegistry(serving(tinyImage()))
    try {
      await withRegistry(
        ({ url }, response) => void response.writeHead(307, { location: `http://${plain.host}${url}` }).end(),
        async ({ host }) => {
          const failed = failedIn(
            await ask({ ref: `${host}/os:1`, options: { insecure: [], caFile }, withSecret: true }),
          )
          assert.equal(failed.reason, 'RegistryRefused')
          assert.deepEqual(plain.requests(), [])
        },
        { cert: LOOPBACK_CERTIFICATE, key: LOOPBACK_KEY },
      )
    } finally {
      plain.stop()
    }
  })
})
