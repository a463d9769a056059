import assert from 'node:assert/strict'
import type { MaintenanceWindow } from '../../../hooks/api/rollout-settings'
import { aMember, being, marked } from '../../builders/a-member'
import { aRollout, withSettings } from '../../builders/a-rollout'
import { anUpdate, inBoot, ordering, rebootOrder, reportWritten, running, staged } from '../../builders/an-update'
import { NEW } from '../../builders/digests'
import { ATTEMPT, MARK, syncScene } from './one-sync'

const window = (start: string, timeZone = 'UTC'): MaintenanceWindow => ({ start, duration: '1h', timeZone })
const within = (...maintenanceWindows: ReadonlyArray<MaintenanceWindow>) =>
  aRollout(withSettings({ maintenanceWindows }))
const waiting = { member: aMember('n2'), update: anUpdate('n2', staged()) }
const closed = within(window('0 4 * * *'))

describe('outside the maintenance windows', () => {
  it('nobody starts, and the next opening is told and waited for', async () => {
    const { did, status, again } = await syncScene({ rollout: closed, nodes: [waiting] })
    assert.deepEqual([did, status.nextWindow, again], [[], '2026-01-02T04:00:00Z', 3 * 3600 + 45 * 60])
    assert.match(status.message ?? '', /no maintenance window is open, the next one opens at 2026-01-02T04:00:00/)
  })

  it('a node that has a slot is drained, rebooted and freed all the same', async () => {
    const drained = { member: aMember('n1', marked(MARK, ATTEMPT, 'Drained')), update: anUpdate('n1', staged()) }
    const { orders, did } = await syncScene({ rollout: closed, nodes: [drained, waiting] })
    assert.deepEqual([orders['n1']?.step, did], ['Reboot', []])
  })

  it('downloads go on', async () => {
    const { orders } = await syncScene({ rollout: closed, nodes: [{ member: aMember('n1'), update: anUpdate('n1') }] })
    assert.equal(orders['n1']?.step, 'Stage')
  })
})

describe('a window that cannot be read', () => {
  const bad: ReadonlyArray<readonly [string, MaintenanceWindow, RegExp]> = [
    [
      'in a zone that does not exist',
      window('0 2 * * *', 'Mars/Base'),
      /maintenanceWindows\[1\]: timeZone "Mars\/Base"/,
    ],
    ['of a day that never comes', window('0 2 31 2 *'), /maintenanceWindows\[1\]: start "0 2 31 2 \*" names no day/],
  ]
  for (const [what, second, said] of bad) {
    it(`${what} stops the rollout and is named, though another one is open`, async () => {
      const { did, status } = await syncScene({ rollout: within(window('0 0 * * *'), second), nodes: [waiting] })
      assert.deepEqual([did, status.phase], [[], 'Halted'])
      assert.match(status.message ?? '', said)
    })
  }
})

describe('a slot', () => {
  it('does not end by time, however old it is', async () => {
    const down = being({ ready: false })(aMember('n1', marked(MARK, ATTEMPT, 'Drained')))
    const nodes = [{ member: down, update: anUpdate('n1', staged(), rebootOrder(MARK)) }, waiting]
    assert.deepEqual((await syncScene({ now: '2027-01-02T00:00:00Z', nodes })).did, [])
  })
})

describe('a host whose clock is wrong', () => {
  const booted = (at: string, written = '2026-01-02T00:14:00Z') => ({
    member: aMember(
      'n1',
      marked(MARK, ATTEMPT, 'Drained'),
      being({ bootID: 'boot-2', readySince: '2026-01-02T00:14:00Z' }),
    ),
    update: anUpdate(
      'n1',
      rebootOrder(MARK),
      ordering({ since: '2026-01-02T00:10:00Z' }),
      running(NEW),
      inBoot('boot-2/0', at),
      reportWritten(written),
    ),
  })

  it('in the past is proven by the cluster’s own times', async () => {
    const { did } = await syncScene({ nodes: [booted('1970-01-01T00:00:00Z')] })
    assert.deepEqual(did, ['unmarks n1 and uncordons it'])
    const early = await syncScene({ now: '2026-01-02T00:14:29Z', nodes: [booted('1970-01-01T00:00:00Z')] })
    assert.deepEqual(early.did, [])
  })

  it('that is a second ahead, as half of them are, is not freed before its time', async () => {
    assert.deepEqual((await syncScene({ nodes: [booted('2026-01-02T00:15:01Z', '2026-01-02T00:15:00Z')] })).did, [])
  })

  it('in the future does not hold its slot until then', async () => {
    const { did } = await syncScene({ nodes: [booted('2031-01-01T00:00:00Z')] })
    assert.deepEqual(did, ['unmarks n1 and uncordons it'])
  })
})
