import assert from 'node:assert/strict'
import type { BootcNodeUpdate } from '../../../hooks/api/bootc-node-update'
import type { BootcRollout } from '../../../hooks/api/bootc-rollout'
import { aMember, being } from '../../builders/a-member'
import { aRollout } from '../../builders/a-rollout'
import { anUpdate, ordering, reporting, reportWritten, staged } from '../../builders/an-update'
import { NEW } from '../../builders/digests'
import { syncScene } from './one-sync'

const other = { member: aMember('n2'), update: anUpdate('n2', staged()) }

const downloading = (percent: number, at: string): BootcNodeUpdate =>
  anUpdate('n1', reporting({ phase: 'Staging', message: 'downloads', progress: { percent } }), reportWritten(at))

/** One sync after another, each with the status of the one before; answers phase and failures at each. */
const told = async (steps: ReadonlyArray<readonly [now: string, update: BootcNodeUpdate]>) => {
  let rollout: BootcRollout = aRollout()
  const said: string[] = []
  for (const [now, update] of steps) {
    const nodes = [{ member: aMember('n1'), update }, other]
    const { status } = await syncScene({ rollout, now, nodes })
    said.push([status.phase, ...(status.failed ?? []).map(({ reason }) => reason)].join(' '))
    rollout = { ...rollout, status }
  }
  return { said, status: rollout.status }
}

describe('a download', () => {
  it('does not fail while it comes further, however long it takes', async () => {
    const { said } = await told([
      ['2026-01-02T00:30:00Z', downloading(50, '2026-01-02T00:29:00Z')],
      ['2026-01-02T01:00:01Z', downloading(96, '2026-01-02T00:59:00Z')],
      ['2026-01-02T01:58:59Z', downloading(96, '2026-01-02T00:59:00Z')],
    ])
    assert.deepEqual(said, ['Staging', 'Staging', 'Staging'])
  })

  it('fails stageTimeoutSeconds after it came further last, and says since when', async () => {
    const { said, status } = await told([['2026-01-02T01:59:01Z', downloading(96, '2026-01-02T00:59:00Z')]])
    assert.deepEqual(said, ['Halted StageTimedOut'])
    assert.match(status?.message ?? '', /no progress within 3600 s of 2026-01-02T00:59:00/)
  })

  it('that got through after all halts the pool no longer', async () => {
    const { said, status } = await told([
      ['2026-01-02T01:00:01Z', anUpdate('n1')],
      ['2026-01-02T01:01:00Z', anUpdate('n1')],
      ['2026-01-02T01:03:00Z', anUpdate('n1', staged())],
    ])
    assert.deepEqual(said, ['Halted StageTimedOut', 'Halted StageTimedOut', 'Progressing'])
    assert.equal(status?.verdicts, undefined)
  })

  it('that got through late does not undo a halt for a node that really failed', async () => {
    const attempt = { key: 'bbbbbbbbbbbb', digest: NEW }
    const failed = reporting({ attempt: { ...attempt, outcome: 'Failed', reason: 'DiskFull', message: 'no space' } })
    const { said } = await told([
      ['2026-01-02T01:00:01Z', anUpdate('n1')],
      ['2026-01-02T01:01:00Z', anUpdate('n1', failed)],
      ['2026-01-02T01:03:00Z', anUpdate('n1', staged())],
    ])
    assert.deepEqual(said, ['Halted StageTimedOut', 'Halted DiskFull', 'Halted'])
  })
})

describe('an agent of an earlier version of the operator', () => {
  const unseen = ordering({ since: '2026-01-02T00:00:00Z' })
  const old = (version: string): BootcNodeUpdate => ({
    ...anUpdate('n1', unseen, reporting({ observedOrder: 0, agentVersion: version })),
  })
  const at = (now: string, update: BootcNodeUpdate) =>
    syncScene({ now, nodes: [{ member: aMember('n1', being({})), update }, other] })

  it('has the time to be replaced: a new image that takes minutes to pull halts nothing', async () => {
    const { status } = await at('2026-01-02T00:09:00Z', old('0.0.9'))
    assert.deepEqual([status.phase, status.failedCount], ['Staging', 0])
  })

  it('is silent when it is not replaced within ten minutes, until it reports', async () => {
    const { status } = await at('2026-01-02T00:10:01Z', old('0.0.9'))
    assert.deepEqual(
      [status.phase, status.failed?.[0]?.reason, status.verdicts?.[0]?.passes],
      ['Halted', 'AgentSilent', true],
    )
  })
})
