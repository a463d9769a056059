import assert from 'node:assert/strict'
import * as E from 'fp-ts/Either'
import { decide } from '../../agent/decide/decide'
import { report } from '../../agent/report/report'
import { BootcNodeUpdateStatus } from '../../hooks/api/bootc-node-update'
import { decodeWith } from '../../hooks/api/decode'
import { asJson } from '../support/as-json'
import {
  type Change,
  entry,
  host,
  INDEX,
  inBoot,
  NEW,
  NOW,
  OLD,
  ordered,
  paused,
  REPOSITORY,
  seen,
  showing,
  situation,
} from './support/situations'

const reported = (
  previous: Partial<BootcNodeUpdateStatus>,
  ...changes: ReadonlyArray<Change>
): BootcNodeUpdateStatus => {
  const given = situation(...changes)
  return report(given, decide(given), { nodeUID: 'uid-1', agentVersion: '1', observedOrder: 7, previous })
}
const condition = ({ conditions }: BootcNodeUpdateStatus, type: string) =>
  conditions?.find(({ type: is }) => is === type)
const ready = host({ staged: entry(NEW, { locked: true, version: '2' }) })
const garbage = seen({
  kind: 'unreadable',
  failure: { reason: 'UnexpectedOutput', message: 'no JSON', terminal: false },
})

const unreadableIn = (id: string): Change =>
  seen({
    kind: 'unreadable',
    failure: { reason: 'UnexpectedOutput', message: 'no JSON', terminal: false },
    boot: { id, at: NOW.toISOString() },
  })

describe('the report of the agent', () => {
  it('says all of a host that is ready', () => {
    const { conditions: _, ...rest } = reported({}, ready)
    assert.deepEqual(asJson(rest), {
      observedOrder: 7,
      nodeUID: 'uid-1',
      agentVersion: '1',
      boot: { id: 'boot-1/0', at: '2026-01-01T12:00:00Z' },
      bootcVersion: '1.16.9',
      backend: 'Ostree',
      booted: { image: `${REPOSITORY}@${OLD}`, digest: OLD },
      bootedShort: 'aaaaaaaaaaaa',
      targetShort: 'bbbbbbbbbbbb',
      targetVersion: '2',
      staged: { image: `${REPOSITORY}@${NEW}`, digest: NEW, version: '2', locked: true, softRebootCapable: true },
      ready: { digest: NEW, how: 'staged' },
      phase: 'Staged',
      message: '2 (bbbbbbbbbbbb) is staged and locked; waits for the order to reboot',
    })
  })
  it('keeps what a host said in this boot that cannot be read now', () => {
    const before = reported({}, ready)
    const { boot, booted, staged } = reported(before, unreadableIn('boot-1/0'))
    assert.deepEqual([boot, booted, staged], [before.boot, before.booted, before.staged])
  })
  it('says the boot that it read, and nothing that was said in the one before', () => {
    const {
      boot,
      booted,
      staged,
      ready: comesUp,
      phase,
      conditions,
    } = reported(reported({}, ready), unreadableIn('boot-2/0'))
    assert.equal(boot?.id, 'boot-2/0')
    assert.deepEqual([booted, staged, comesUp], [undefined, undefined, undefined])
    const degraded = conditions?.find(({ type }) => type === 'Degraded')
    assert.deepEqual([phase, degraded?.status, degraded?.reason], ['Failed', 'True', 'UnexpectedOutput'])
  })
  it('says no image of a boot after which bootc names the wrong one', () => {
    const lying = showing({ softRebootTarget: true })
    const { boot, booted } = reported(reported({}, ready), inBoot('boot-1/1'), lying)
    assert.deepEqual([boot?.id, booted], ['boot-1/1', undefined])
  })
  it('names as ready what the order names, be it an index', () => {
    const image = `${REPOSITORY}@${INDEX}`
    assert.deepEqual(reported({}, host({ staged: entry(NEW, { image }) }), ordered({ image })).ready, {
      digest: INDEX,
      how: 'staged',
    })
  })
  it('can be read by the codec of the API', () => {
    for (const changes of [[], [ready], [paused], [garbage]]) {
      assert.ok(E.isRight(decodeWith(BootcNodeUpdateStatus)(reported({}, ...changes))))
    }
  })
  it('is the same bytes when nothing changed, also later', () => {
    const first = reported({}, ready)
    const later: Change = before => ({ ...before, now: new Date('2027-01-01T00:00:00Z') })
    assert.equal(JSON.stringify(reported(first, ready, later)), JSON.stringify(first))
  })
  it('keeps what was known of a host that cannot be read', () => {
    const before = reported({}, ready)
    const now = reported(before, garbage)
    assert.equal(now.phase, 'Failed')
    assert.deepEqual(
      [now.booted, now.staged, now.ready, now.boot],
      [before.booted, before.staged, before.ready, before.boot],
    )
    assert.equal(condition(now, 'Degraded')?.reason, 'UnexpectedOutput')
  })
  it('stays Degraded while it tries again, so that a try is no write', () => {
    const waiting = reported({}, paused)
    const trying = reported(waiting, paused, before => ({ ...before, now: new Date(NOW.getTime() + 5) }))
    assert.equal(condition(waiting, 'Degraded')?.reason, 'RegistryUnreachable')
    assert.equal(JSON.stringify(trying), JSON.stringify(waiting))
  })
})
