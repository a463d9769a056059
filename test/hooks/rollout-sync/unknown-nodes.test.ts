import assert from 'node:assert/strict'
import { aMember, being } from '../../builders/a-member'
import { anUpdate, inBoot, running, staged } from '../../builders/an-update'
import { NEW } from '../../builders/digests'
import { type SceneNode, syncScene } from '../failures/one-sync'

const done = (name: string): SceneNode => ({
  member: aMember(name, being({ bootID: 'boot-2' })),
  update: anUpdate(name, running(NEW), inBoot('boot-2/0')),
})

/** Runs the target by the report of an agent that has not spoken since somebody rebooted the machine. */
const rebootedAt = (readySince: string): SceneNode => ({
  member: aMember('n2', being({ bootID: 'boot-3', readySince })),
  update: anUpdate('n2', running(NEW), inBoot('boot-2/0')),
})

describe('a pool is not up to date', () => {
  const contested: SceneNode = {
    member: aMember('n2', being({ pool: 'others', contenders: ['others', 'workers'] })),
  }

  it('while another pool has a node that it selects too, which is named with its owner', async () => {
    const { status } = await syncScene({ nodes: [done('n1'), contested] })
    assert.deepEqual(
      [status.phase, status.message],
      [
        'Progressing',
        '1 of 1 nodes run the target; n2 (of pool others) is claimed by several pools: change a selector',
      ],
    )
  })

  it('when all that it selects belongs to another pool, and says so', async () => {
    const { status } = await syncScene({ nodes: [contested] })
    assert.deepEqual(
      [status.phase, status.message],
      ['Waiting', 'no node is in the pool; n2 (of pool others) is claimed by several pools: change a selector'],
    )
  })

  it('while it owns a node that another pool selects too, which is named with that pool', async () => {
    const own = being({ bootID: 'boot-2', contenders: ['others', 'workers'] })
    const { status } = await syncScene({ nodes: [done('n1'), { ...done('n2'), member: aMember('n2', own) }] })
    assert.match(status.message ?? '', /n2 \(of pool workers, also of others\) is claimed by several pools/)
  })

  it('when a node is in another boot than its agent last spoke of, after agentTimeoutSeconds', async () => {
    const { status } = await syncScene({ nodes: [done('n1'), rebootedAt('2026-01-02T00:12:59Z')] })
    assert.deepEqual([status.phase, status.updatedCount, status.counts?.['NotReporting']], ['Staging', 1, 1])
    assert.match(status.message ?? '', /n2 \(since 2026-01-02T00:12:59Z\) rebooted, and no agent has reported since/)
  })
})

describe('a node that somebody rebooted', () => {
  it('is believed for agentTimeoutSeconds, and looked at again then', async () => {
    const { status, again } = await syncScene({ nodes: [done('n1'), rebootedAt('2026-01-02T00:13:10Z')] })
    assert.deepEqual([status.phase, again], ['Completed', 10])
  })

  it('fails when it is still to be updated and its agent does not come back', async () => {
    const n2 = { ...rebootedAt('2026-01-02T00:04:59Z'), update: anUpdate('n2', staged(), inBoot('boot-2/0')) }
    const { status } = await syncScene({ nodes: [done('n1'), n2] })
    assert.deepEqual([status.phase, status.failed?.[0]?.reason], ['Halted', 'AgentSilent'])
  })
})
