import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseImageReference } from '../../../../hooks/api/image'
import { dockerRegistry } from '../../../../hooks/ports/registry/docker-registry'
import { failedLookupOf } from '../../../../hooks/ports/registry/failure'
import { parseLogins } from '../../../../hooks/ports/registry/logins'
import { waitFor } from '../../../../testbed/control-plane/wait-for'
import { startHungRegistry } from '../../../../testbed/registry/hung-registry'
import { serving } from '../../../../testbed/registry/scripted-registry'
import { tinyImage } from '../../../../testbed/registry/tiny-image'
import { LOOPBACK_CERTIFICATE, LOOPBACK_KEY } from '../../../agent/support/loopback-certificate'
import { ask, failedIn, foundIn, withRegistry } from './ask'

const KEYS = { cert: LOOPBACK_CERTIFICATE, key: LOOPBACK_KEY }
const image = tinyImage()

describe('the connection to a registry', function () {
  this.timeout(300_000)
  const dir = mkdtempSync(join(tmpdir(), 'registry-ca-'))
  const caFile = join(dir, 'ca.crt')
  after(() => rmSync(dir, { recursive: true }))

  it('is not made to one whose certificate nobody knows', () =>
    withRegistry(
      serving(image),
      async ({ host, requests }) => {
        const failed = failedIn(await ask({ ref: `${host}/os:1`, options: { insecure: [] } }))
        assert.equal(failed.reason, 'CertificateInvalid')
        assert.match(failed.message, /REGISTRY_CA_FILE/)
        assert.deepEqual(requests(), [])
      },
      KEYS,
    ))

  it('follows the file with certificates, without a restart', () =>
    withRegistry(
      serving(image),
      async ({ host }) => {
        const registry = dockerRegistry({ insecure: [], caFile, timeoutMs: 240_000 })
        const lookup = () => registry.lookup({ repository: `${host}/os`, tag: '1' }, undefined)
        assert.match(failedIn(await lookup()).message, /cannot be read \(ENOENT\)/)
        writeFileSync(caFile, 'no certificate')
        assert.match(failedIn(await lookup()).message, /no PEM certificate/)
        writeFileSync(caFile, '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n')
        assert.match(failedIn(await lookup()).message, /no PEM certificate/)
        writeFileSync(caFile, LOOPBACK_CERTIFICATE)
        assert.equal(foundIn(await lookup()).digest, image.manifest.digest)
        writeFileSync(caFile, '')
        assert.equal(failedIn(await lookup()).reason, 'CertificateInvalid')
      },
      KEYS,
    ))

  it('is not made under a name that the certificate does not have', () =>
    withRegistry(
      serving(image),
      async ({ host }) => {
        writeFileSync(caFile, LOOPBACK_CERTIFICATE)
        const ref = `${host.replace('127.0.0.1', 'localhost')}/os:1`
        const failed = failedIn(await ask({ ref, options: { insecure: [], caFile } }))
        assert.equal(failed.reason, 'CertificateInvalid')
        assert.match(failed.message, /ERR_TLS_CERT_ALTNAME_INVALID.*renew/)
      },
      KEYS,
    ))

  it('says what to do when it is to be without TLS', () =>
    withRegistry(serving(image), async ({ host }) => {
      const failed = failedIn(await ask({ ref: `${host}/os:1`, options: { insecure: [] } }))
      assert.equal(failed.reason, 'RegistryUnreachable')
      assert.match(failed.message, /INSECURE_REGISTRIES/)
    }))

  it('is refused where nothing listens', async () => {
    const gone = await startHungRegistry()
    gone.stop()
    const failed = failedIn(await ask({ ref: `${gone.host}/os:1` }))
    assert.equal(failed.reason, 'RegistryUnreachable')
    assert.match(failed.message, /ECONNREFUSED/)
  })

  it('needs a port that can be', async () => {
    const failed = failedIn(await ask({ ref: 'reg.example:99999/os:1' }))
    assert.equal(failed.reason, 'RegistryUnreachable')
    assert.match(failed.message, /reg\.example:99999 .*spec\.image\.ref/)
  })

  it('goes past the proxies of the environment, which would read the credentials', () =>
    withRegistry(serving(image), async ({ host }) => {
      const before = process.env['HTTP_PROXY']
      process.env['HTTP_PROXY'] = 'http://127.0.0.1:9'
      try {
        foundIn(await ask({ ref: `${host}/os:1` }))
      } finally {
        if (before === undefined) delete process.env['HTTP_PROXY']
        else process.env['HTTP_PROXY'] = before
      }
    }))

  for (const code of [
    'ENOTFOUND',
    'EAI_AGAIN',
    'EHOSTUNREACH',
    'ENETUNREACH',
    'ETIMEDOUT',
    'EPIPE',
    'CERT_HAS_EXPIRED',
  ]) {
    it(`that ends with ${code} is understood`, () => {
      const origin = 'https://reg.example'
      const endpoint = { host: 'reg.example', origin, repository: 'os', reference: '1' }
      const attempted = { endpoint, account: undefined, trust: {}, logins: parseLogins(''), limitBytes: 1 }
      const fault = { kind: 'no-answer', code } as const
      const { reason, message } = failedLookupOf(attempted, { kind: 'fault', at: new URL(origin), fault })
      assert.equal(reason, code.startsWith('CERT') ? 'CertificateInvalid' : 'RegistryUnreachable')
      assert.ok(message.includes(code) && message.includes('reg.example'))
    })
  }

  it('to one that hangs delays no other, and no crowd waits for it', async () => {
    const hung = await startHungRegistry()
    try {
      await withRegistry(serving(image), async ({ host }) => {
        const registry = dockerRegistry({ insecure: [host, hung.host], timeoutMs: 240_000 })
        const ends: string[] = []
        const lookup = async (ref: string) => {
          const answer = await registry.lookup(parseImageReference(ref) ?? assert.fail(), undefined)
          ends.push(answer.outcome === 'found' ? 'found' : answer.message.replace(/^\S+/, ''))
        }
        const hanging = Array.from({ length: 20 }, (_, at) => lookup(`${hung.host}/os:${at}`))
        await lookup(`${host}/os:1`)
        assert.equal(ends.at(-1), 'found')
        const sentAway = (): number => ends.filter(end => end.includes('earlier lookups')).length
        const look = async () => {
          assert.ok(hung.accepted() <= 6, 'six at a time')
          return (sentAway() === 14 && hung.accepted() === 6) || undefined
        }
        await waitFor({ what: 'those who wait to be sent away', seconds: 240, look })
        assert.equal(ends.length, 15, 'six hang')
        hung.stop()
        await Promise.all(hanging)
      })
    } finally {
      hung.stop()
    }
  })
})
