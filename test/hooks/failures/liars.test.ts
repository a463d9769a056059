import assert from 'node:assert/strict'
import type { Verdict } from '../../../hooks/api/bootc-rollout'
import { aMember, being, marked } from '../../builders/a-member'
import { aRollout, withSettings, withSpec } from '../../builders/a-rollout'
import { anUpdate, inBoot, ordering, rebootOrder, reporting, running, staged } from '../../builders/an-update'
import { imageOf, NEW, OLD } from '../../builders/digests'
import { aCount } from '../../builders/settings'
import { ATTEMPT, MARK, NOW, type SceneNode, syncScene } from './one-sync'

const fellBack = {
  key: ATTEMPT,
  digest: NEW,
  outcome: 'Failed' as const,
  reason: 'FellBack',
  message: 'runs the old image again',
  fromBoot: 'boot-1/0',
}
const says = reporting({ phase: 'Failed', attempt: fellBack })
const updated: SceneNode = {
  member: aMember('n2', being({ bootID: 'boot-2' })),
  update: anUpdate(
    'n2',
    running(NEW),
    inBoot('boot-2/0'),
    reporting({
      attempt: { ...fellBack, outcome: 'Succeeded', previousImage: imageOf(OLD) },
    }),
  ),
}
const rollBack = (changes = {}) => aRollout(withSettings({ onFailure: 'RollBack', ...changes }))
const drained = marked(MARK, ATTEMPT, 'Drained')
const actions = (verdicts: ReadonlyArray<Verdict> = []) => verdicts.map(({ action }) => action)

describe('what a node says of its own reboot', () => {
  const member = aMember('n1')
  const cases: ReadonlyArray<{ readonly name: string; readonly node: SceneNode; readonly want: string }> = [
    {
      name: 'halts when it had no order',
      node: { member, update: anUpdate('n1', staged(), inBoot('elsewhere/0'), says) },
      want: 'Halt',
    },
    {
      name: 'halts when its order was for an earlier attempt',
      node: {
        member: being({ bootID: 'boot-2' })(member),
        update: anUpdate('n1', rebootOrder(MARK), ordering({ attempt: 'cccccccccccc' }), inBoot('boot-2/0'), says),
      },
      want: 'Halt',
    },
    {
      name: 'halts when it has a slot and no order yet',
      node: {
        member: aMember('n1', marked(MARK, ATTEMPT)),
        update: anUpdate('n1', staged(), inBoot('elsewhere/0'), says),
      },
      want: 'Halt',
    },
    {
      name: 'halts when it stays in the boot that it was to leave',
      node: { member: aMember('n1', drained), update: anUpdate('n1', rebootOrder(MARK), says) },
      want: 'Halt',
    },
    {
      name: 'sends the pool back when its kubelet came up in another boot',
      node: {
        member: being({ bootID: 'boot-2' })(aMember('n1', drained)),
        update: anUpdate('n1', rebootOrder(MARK), inBoot('boot-2/0'), says),
      },
      want: 'RollBack',
    },
    {
      name: 'sends the pool back when its order was taken back while it rebooted, and it has its drained mark',
      node: {
        member: being({ bootID: 'boot-2' })(aMember('n1', drained)),
        update: anUpdate('n1', inBoot('boot-2/0'), says),
      },
      want: 'RollBack',
    },
  ]
  for (const { name, node, want } of cases) {
    it(name, async () => {
      const { status } = await syncScene({ rollout: rollBack(), nodes: [node, updated] })
      assert.deepEqual(actions(status.verdicts), [want])
      // The verdict is stored first, and obeyed in the next sync.
      const { orders } = await syncScene({ rollout: { ...rollBack(), status }, nodes: [node, updated] })
      assert.equal(orders['n2']?.image, imageOf(want === 'RollBack' ? OLD : NEW))
    })
  }

  /** Its agent says that it fell back in another boot, and its kubelet still runs in the one that it was to leave. */
  const ahead: SceneNode = {
    member: aMember('n1', drained),
    update: anUpdate('n1', rebootOrder(MARK), ordering({ since: '2026-01-02T00:10:00Z' }), inBoot('boot-2/0'), says),
  }

  it('counts when its kubelet speaks, and until then it is being verified', async () => {
    const early = await syncScene({ rollout: rollBack(), nodes: [ahead, updated] })
    assert.deepEqual([actions(early.status.verdicts), early.status.counts?.['Verifying'], early.did], [[], 1, []])
    const never = await syncScene({ rollout: rollBack(), nodes: [ahead, updated], now: '2026-01-02T00:30:00Z' })
    assert.deepEqual(actions(never.status.verdicts), ['Halt'])
    assert.deepEqual(
      never.status.failed?.map(({ reason }) => reason),
      ['FellBack'],
    )
  })

  it('leaves it no order to reboot when its mark goes, as its kubelet never spoke in another boot', async () => {
    const { did, orders } = await syncScene({ rollout: aRollout(), nodes: [ahead], now: '2026-01-02T00:30:00Z' })
    assert.deepEqual([did, orders['n1']?.step], [['unmarks n1 and uncordons it, leaving FellBack'], 'Stage'])
  })

  /** Up in its target, by the word of its agent in this boot and of its kubelet in that one. */
  const finished = (boot: string, bootID: string): SceneNode => {
    const attempt = { ...fellBack, outcome: 'Succeeded' as const, previousImage: imageOf(OLD) }
    const update = anUpdate('n1', rebootOrder(MARK), running(NEW), inBoot(boot), reporting({ attempt }))
    return { member: being({ bootID })(aMember('n1', drained)), update }
  }

  it('leaves it no order when it says that a soft reboot updated it, of which no kubelet knows', async () => {
    const leaseRenewedAt = async () => NOW
    const nodes = [finished('boot-1/1', 'boot-1')]
    const { did, orders } = await syncScene({ rollout: aRollout(), nodes, cluster: { leaseRenewedAt } })
    assert.deepEqual([did, orders['n1']?.step], [['unmarks n1 and uncordons it'], 'Stage'])
    const left = { ...finished('boot-1/1', 'boot-1'), member: aMember('n1') }
    const later = await syncScene({ rollout: aRollout(), nodes: [left] })
    assert.equal(later.orders['n1']?.step, 'Stage', 'an order that an earlier version left')
    const full = await syncScene({ rollout: aRollout(), nodes: [finished('boot-2/0', 'boot-2')] })
    assert.equal(full.orders['n1']?.step, 'Reboot', 'it costs no write where the kubelet speaks too')
  })

  it('is proven by its order while others fail too, though its slot is long free', async () => {
    const freed = (name: string): SceneNode => ({
      member: aMember(name, being({ bootID: 'boot-2', failed: { attempt: ATTEMPT, reason: 'FellBack' } })),
      update: anUpdate(name, rebootOrder(MARK), inBoot('boot-2/0'), says),
    })
    const two = rollBack({ failureThreshold: aCount(2) })
    const first = await syncScene({ rollout: two, nodes: [freed('n1'), updated] })
    assert.deepEqual([actions(first.status.verdicts), first.orders['n1']?.reboot?.mark], [[], MARK])
    const second = await syncScene({ rollout: two, nodes: [freed('n1'), updated, freed('n3')] })
    assert.deepEqual(actions(second.status.verdicts), ['RollBack'])
  })

  it('does not end a return whose verdict was lost with the status', async () => {
    const back = ordering({ image: imageOf(OLD), attempt: `${ATTEMPT}~back` })
    const failed: SceneNode = {
      member: aMember('n1', being({ bootID: 'boot-2' })),
      update: anUpdate('n1', back, inBoot('boot-2/0'), says),
    }
    const { status } = await syncScene({ rollout: rollBack(), nodes: [failed, updated] })
    assert.deepEqual(actions(status.verdicts), ['RollBack'])
    const known = { ...aRollout(withSpec({}), withSettings({ onFailure: 'RollBack' })), status: { digest: NEW } }
    const halted = await syncScene({ rollout: known, nodes: [failed, updated] })
    assert.deepEqual(actions(halted.status.verdicts), ['Halt'], 'with its status it knows that nothing was decided')
  })
})
