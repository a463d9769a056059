import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DockerConfig } from '../../../hooks/api/docker-config'
import { dockerRegistry } from '../../../hooks/ports/registry/docker-registry'
import { startRegistry, type TestRegistry } from '../../../testbed/registry/start-registry'
import { tinyImage, tinyIndex } from '../../../testbed/registry/tiny-image'

const kinds = (['none', 'basic', 'token'] as const).flatMap(auth => [
  { auth, tls: true },
  { auth, tls: false },
])

describe("lookups in Debian's registry", () => {
  const dir = mkdtempSync(join(tmpdir(), 'bootc-registry-'))
  after(() => rmSync(dir, { recursive: true, force: true }))

  for (const { auth, tls } of kinds) {
    describe(`with ${auth === 'none' ? 'no log-in' : `${auth} log-in`} over ${tls ? 'TLS' : 'plain HTTP'}`, () => {
      let server: TestRegistry
      const loginsFile = join(dir, `logins-${auth}-${tls}`)
      before(async function () {
        this.timeout(300_000)
        server = await startRegistry({ dir: join(dir, `${auth}-${tls}`), auth, tls })
        writeFileSync(loginsFile, server.login ?? '')
      })
      after(() => server?.stop())

      const lookup = (tag: string, credentials?: string) => {
        const trust = tls ? { insecure: [], caFile: server.caFile } : { insecure: [server.host] }
        // A busy machine is no registry that hangs.
        const options = { ...trust, loginsFile, timeoutMs: 120_000 }
        const config = credentials === undefined ? undefined : (JSON.parse(credentials) as DockerConfig)
        return dockerRegistry(options).lookup({ repository: `${server.host}/team/os`, tag }, config)
      }
      const reasonOf = async (tag: string, credentials?: string) => {
        const answer = await lookup(tag, credentials)
        return answer.outcome === 'found' ? answer.digest : answer.reason
      }

      it('finds images and indexes, follows a tag, and misses what was deleted', async () => {
        const secret = server.dockerConfig()
        const first = await server.push('team/os', tinyImage({ version: '1' }), 'stable')
        assert.deepEqual(await lookup('stable', secret), {
          outcome: 'found',
          digest: first,
          architectures: ['amd64'],
          bootc: true,
          version: '1',
          createdAt: '2026-01-01T00:00:00Z',
        })
        const index = await server.push('team/os', tinyIndex(['arm64', 'amd64'], { version: '2' }), 'stable')
        const moved = await lookup('stable', secret)
        assert.equal(moved.outcome === 'found' && moved.digest, index)
        assert.deepEqual(moved.outcome === 'found' && moved.architectures, ['amd64', 'arm64'])
        await server.remove('team/os', index)
        assert.equal(await reasonOf('stable', secret), 'ImageNotFound')
      })

      if (auth !== 'none') {
        it('finds nothing without the credentials that are good now', async () => {
          const digest = await server.push('team/os', tinyImage(), 'private')
          const old = server.dockerConfig()
          assert.equal(await reasonOf('private'), 'Unauthorized')
          assert.equal(await reasonOf('private', old), digest)
          await server.rotate()
          assert.equal(await reasonOf('private', old), 'Unauthorized')
          assert.equal(await reasonOf('private', server.dockerConfig()), digest)
        })
      }

      it('is unreachable while it is down, and found again', async () => {
        const digest = await server.push('team/os', tinyImage(), 'kept')
        await server.kill()
        assert.equal(await reasonOf('kept', server.dockerConfig()), 'RegistryUnreachable')
        await server.start()
        assert.equal(await reasonOf('kept', server.dockerConfig()), digest)
      })
    })
  }
})
