import assert from 'node:assert/strict'
import { readMark } from '../../../hooks/api/mark'
import type { Drain } from '../../../hooks/api/slot'
import { aMember, being, marked } from '../../builders/a-member'
import { aNode, aSlot, carrying, notReady } from '../../builders/a-node'
import { aRollout, withDrain, withSettings } from '../../builders/a-rollout'
import { anUpdate, inBoot, ordering, rebootOrder, reporting, running, staged } from '../../builders/an-update'
import { NEW } from '../../builders/digests'
import { aCount, someSeconds } from '../../builders/settings'
import { ATTEMPT, MARK, NOW, syncScene } from './one-sync'

const drained = aMember('n1', marked(MARK, ATTEMPT, 'Drained'))
const down = being({ ready: false, readySince: '2026-01-02T00:02:00Z' })
const ordered = anUpdate('n1', staged(), rebootOrder(MARK), ordering({ since: '2026-01-02T00:01:00Z' }))
const other = { member: aMember('n2'), update: anUpdate('n2', staged()) }
const tenMinutes = aRollout(withSettings({ rebootTimeoutSeconds: someSeconds(600) }))

describe('a node that came back with the old image', () => {
  const attempt = { key: ATTEMPT, digest: NEW, outcome: 'Failed' as const, reason: 'FellBack', message: 'runs the old' }
  const fellBack = anUpdate('n1', rebootOrder(MARK), inBoot('boot-2/0'), reporting({ phase: 'Failed', attempt }))
  const member = being({ bootID: 'boot-2' })(drained)

  it('is well there: its slot is free and its failure stays on the Node', async () => {
    const { did, orders } = await syncScene({ nodes: [{ member, update: fellBack }] })
    assert.deepEqual(did, ['unmarks n1 and uncordons it, leaving FellBack'])
    // Dead, since it names another boot; it is what the failure is judged by while others fail too.
    assert.equal(orders['n1']?.reboot?.fromBoot, 'boot-1/0')
  })

  it('is not tried again, and stops the others', async () => {
    const after = aMember('n1', being({ bootID: 'boot-2', failed: { attempt: ATTEMPT, reason: 'FellBack' } }))
    const update = anUpdate('n1', inBoot('boot-2/0'), reporting({ phase: 'Failed', attempt }))
    const { did, status, orders } = await syncScene({ nodes: [{ member: after, update }, other] })
    assert.deepEqual([did, orders['n1']?.step, status.phase], [[], 'Stage', 'Halted'])
  })
})

describe('a node that does not come back well', () => {
  const rebooting = reporting({ phase: 'Rebooting' })(ordered)
  const back = anUpdate(
    'n1',
    rebootOrder(MARK),
    ordering({ since: '2026-01-02T00:01:00Z' }),
    running(NEW),
    inBoot('boot-2/0'),
  )
  const cases = [
    { name: 'because it never comes back', member: down(drained), update: rebooting, reason: 'RebootTimedOut' },
    {
      name: 'because it hangs and stays Ready',
      member: drained,
      update: rebooting,
      reason: 'RebootTimedOut',
      // Its order is taken back by the halt, so what had failed is written down; the mark stays while it may reboot.
      writes: ['notes on n1, leaving RebootTimedOut'],
    },
    {
      name: 'because it runs the target but is NotReady',
      member: being({ bootID: 'boot-2' })(down(drained)),
      update: back,
      reason: 'NotReadyAfterBoot',
    },
  ]
  for (const { name, member, update, reason, writes = [] } of cases) {
    it(`${name} fails after rebootTimeoutSeconds and keeps its slot, so that no other starts`, async () => {
      const early = await syncScene({
        rollout: tenMinutes,
        now: '2026-01-02T00:10:59Z',
        nodes: [{ member, update }, other],
      })
      assert.deepEqual([early.did, early.status.failed, early.again], [[], [], 1])
      const { did, status } = await syncScene({ rollout: tenMinutes, nodes: [{ member, update }, other] })
      assert.deepEqual(did, writes)
      assert.deepEqual(
        status.failed?.map(failed => [failed.node, failed.reason]),
        [['n1', reason]],
      )
      assert.equal(status.phase, 'Halted')
    })
  }

  it('has no end with a timeout of 0', async () => {
    const rollout = aRollout(withSettings({ rebootTimeoutSeconds: someSeconds(0) }))
    const { status } = await syncScene({
      rollout,
      now: '2026-02-01T00:00:00Z',
      nodes: [{ member: down(drained), update: rebooting }],
    })
    assert.deepEqual(status.failed, [])
    assert.match(status.message ?? '', /n1 Rebooting since 2026-01-02T00:01:00Z/)
  })

  it('has its timeout also when a pause came while it rebooted', async () => {
    const withdrawn = anUpdate(
      'n1',
      staged(),
      reporting({ phase: 'Rebooting' }),
      ordering({ since: '2026-01-02T00:01:00Z' }),
    )
    const { status } = await syncScene({ rollout: tenMinutes, nodes: [{ member: down(drained), update: withdrawn }] })
    assert.deepEqual(
      status.failed?.map(({ reason }) => reason),
      ['RebootTimedOut'],
    )
  })

  it('is freed when it becomes Ready after all, and what was halted stays halted', async () => {
    const member = being({ bootID: 'boot-2', readySince: '2026-01-02T00:13:00Z' })(drained)
    const verdicts = [{ attempt: ATTEMPT, action: 'Halt' as const, at: NOW, message: '1 of 2 nodes failed' }]
    const rollout = { ...tenMinutes, status: { digest: NEW, verdicts } }
    const { did, status } = await syncScene({ rollout, nodes: [{ member, update: back }, other] })
    assert.deepEqual(did, ['unmarks n1 and uncordons it'])
    assert.equal(status.phase, 'Halted')
  })
})

describe('a node that an earlier target broke', () => {
  const broken = down(aMember('n1', marked('80', 'cccccccccccc')))
  const update = anUpdate('n1', staged())

  it('gets its mark for the next target though the budget is used up, and is drained as far as that goes', async () => {
    const { did, live } = await syncScene({ nodes: [{ member: broken, update }, other] })
    assert.deepEqual(did, ['marks n1 and cordons it'])
    const mark = readMark(live['n1']?.metadata ?? {})
    assert.ok(mark.state === 'whole')
    const { attempt, bestEffort, uncordon, drain } = mark.slot
    assert.deepEqual([attempt, bestEffort, uncordon, drain.timeoutSeconds], [ATTEMPT, true, true, 60])
  })

  it('does not wait in that drain for the pods that its pool waits for: no kubelet there ends one', async () => {
    const waitForPods = { matchLabels: { job: 'long' } }
    const rollout = aRollout(withDrain({ waitForPods }))
    const { live } = await syncScene({ rollout, nodes: [{ member: broken, update }, other] })
    const mark = readMark(live['n1']?.metadata ?? {})
    assert.ok(mark.state === 'whole')
    assert.equal(mark.slot.drain.waitForPods, undefined)
  })

  it('is rebooted when that drain gave up', async () => {
    const slot = { id: MARK, pool: 'workers', attempt: ATTEMPT, since: '2026-01-02T00:00:00Z', uncordon: true }
    const drain: Drain = { id: MARK, state: 'TimedOut', remaining: aCount(1), blockers: [] }
    const member = being({ slot: { ...slot, bestEffort: true }, drain })(broken)
    const live = aNode('n1', carrying(aSlot({ ...slot, bestEffort: true })), notReady)
    const { orders } = await syncScene({ nodes: [{ member, update, live }, other] })
    assert.equal(orders['n1']?.step, 'Reboot')
  })

  it('is not rebooted once it is Ready: its mark goes, and it waits for a slot', async () => {
    const slot = { id: MARK, pool: 'workers', attempt: ATTEMPT, since: '2026-01-02T00:00:00Z', uncordon: true }
    const drain: Drain = { id: MARK, state: 'TimedOut', remaining: aCount(1), blockers: [] }
    const live = aNode('n1', carrying(aSlot({ ...slot, bestEffort: true })))
    const asDown = being({ slot: { ...slot, bestEffort: true }, drain })(broken)
    const early = await syncScene({ nodes: [{ member: asDown, update, live }, other] })
    assert.deepEqual([early.orders['n1']?.step, early.did], ['Stage', []], 'the member shows it as down still')
    const { did, orders } = await syncScene({
      nodes: [{ member: being({ ready: true })(asDown), update, live }, other],
    })
    assert.deepEqual([orders['n1']?.step, did[0]], ['Stage', 'unmarks n1 and uncordons it'])
  })
})

describe('a node that is on its way down', () => {
  it('counts as unavailable though its Node is still Ready and its mark is gone', async () => {
    const update = anUpdate('n1', staged(), rebootOrder(MARK), reporting({ phase: 'Rebooting' }))
    const { did } = await syncScene({ nodes: [{ member: aMember('n1'), update }, other] })
    assert.deepEqual(did, [])
  })
})

describe('a node that was rebooted softly, which keeps the boot id', () => {
  const update = anUpdate('n1', rebootOrder(MARK), running(NEW), inBoot('boot-1/1', '2026-01-02T00:13:00Z'))
  const cases = [
    { name: 'keeps its slot while its kubelet has not spoken since', renewed: '2026-01-02T00:12:59Z', want: [] },
    { name: 'keeps its slot while it has no Lease', renewed: undefined, want: [] },
    {
      name: 'is freed once its kubelet has spoken',
      renewed: '2026-01-02T00:13:05Z',
      want: ['unmarks n1 and uncordons it', 'marks n2 and cordons it'],
    },
  ]
  for (const { name, renewed, want } of cases) {
    it(name, async () => {
      const cluster = { leaseRenewedAt: async () => renewed }
      const { did } = await syncScene({ nodes: [{ member: drained, update }, other], cluster })
      assert.deepEqual(did, want)
    })
  }
})

describe('a drained node whose staged image is gone', () => {
  it('gives its slot back and is staged again, not kept empty meanwhile', async () => {
    const { did, orders } = await syncScene({ nodes: [{ member: drained, update: anUpdate('n1') }] })
    assert.deepEqual([did, orders['n1']?.step], [['unmarks n1 and uncordons it'], 'Stage'])
  })
})
