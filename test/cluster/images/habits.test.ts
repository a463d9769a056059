import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { dockerRegistry } from '../../../hooks/ports/registry/docker-registry'
import { type Habits, startHabitsProxy } from '../../../testbed/registry/habits'
import { startRegistry, type TestRegistry } from '../../../testbed/registry/start-registry'
import { tinyIndex } from '../../../testbed/registry/tiny-image'

const cases: ReadonlyArray<readonly [string, Habits]> = [
  ['as it is', {}],
  ['that tells at /v2/ alone how to log in', { challengeAtPingOnly: true }],
  ['whose challenge is spelled in another way', { oddChallenge: true }],
  ['that logs in under another name', { realmElsewhere: true }],
  ['whose content is elsewhere', { contentElsewhere: true }],
  ['with all of it', { challengeAtPingOnly: true, oddChallenge: true, realmElsewhere: true, contentElsewhere: true }],
]

describe("a private image of Debian's registry with the habits of others", function () {
  this.timeout(300_000)
  const dir = mkdtempSync(join(tmpdir(), 'bootc-habits-'))
  let registry: TestRegistry
  let digest: string
  before(async () => {
    registry = await startRegistry({ dir: join(dir, 'registry'), auth: 'token', tls: true })
    digest = await registry.push('team/os', tinyIndex(['amd64', 'arm64']), 'stable')
  })
  after(async () => {
    await registry?.stop()
    rmSync(dir, { recursive: true, force: true })
  })

  for (const [name, habits] of cases) {
    it(`is found in one ${name}, and the log-in stays where it belongs`, async () => {
      const proxy = await startHabitsProxy(registry, habits)
      try {
        const loginsFile = join(dir, 'logins')
        const lookup = (account: object | undefined) =>
          dockerRegistry({ insecure: [], caFile: registry.caFile, loginsFile, timeoutMs: 120_000 }).lookup(
            { repository: `${proxy.host}/team/os`, tag: 'stable' },
            account && { auths: { [proxy.host]: account } },
          )
        writeFileSync(loginsFile, '')
        const account = { ...registry.account() }
        if (habits.realmElsewhere === true) {
          const refused = await lookup(account)
          const pair = `${proxy.host}=${proxy.otherHost}`
          assert.ok(refused.outcome === 'failed' && refused.message.includes(`add ${pair} to`), JSON.stringify(refused))
          writeFileSync(loginsFile, pair)
        }
        const found = await lookup(account)
        assert.equal(found.outcome === 'found' && found.digest, digest, JSON.stringify(found))
        const carried = proxy.requests().filter(line => line.endsWith('+login'))
        assert.ok(carried.length > 0)
        assert.deepEqual(
          carried.filter(line => line.includes(` ${proxy.otherHost} /v2/`)),
          [],
        )
        const nobody = await lookup(undefined)
        assert.equal(
          nobody.outcome === 'failed' && nobody.reason,
          habits.challengeAtPingOnly ? 'ImageNotFound' : 'Unauthorized',
        )
        const wrong = await lookup({ username: 'puller', password: 'wrong' })
        assert.equal(wrong.outcome === 'failed' && wrong.reason, 'Unauthorized')
      } finally {
        proxy.stop()
      }
    })
  }
})
