import assert from 'node:assert/strict'
import type { BootcNodeUpdateStatus } from '../../../hooks/api/bootc-node-update'
import { cleanReport } from '../../../hooks/api/clean-report'
import { NEW } from '../../builders/digests'

const DIGEST = NEW
const at = '2026-01-01T00:00:00Z'
const honest: BootcNodeUpdateStatus = {
  nodeUID: 'u',
  phase: 'Failed',
  message: 'gave up',
  agentVersion: '0.1.0',
  bootcVersion: '1.16.9',
  booted: { image: `registry.example/os@${DIGEST}`, digest: DIGEST, version: '42' },
  attempt: {
    key: 'key of\u200ba retry',
    digest: DIGEST,
    outcome: 'Failed',
    reason: 'FellBack',
    message: 'it fell back',
  },
  conditions: [
    { type: 'Degraded', status: 'True', reason: 'FellBack', message: 'it fell back', lastTransitionTime: at },
  ],
}

describe('the report of a node', () => {
  it('is the same object when all of it is clean, whatever the key of its attempt', () =>
    assert.equal(cleanReport(honest), honest))

  it('says nothing to terminals, in no field that is shown', () => {
    const ESC = '\u001b[31m'
    const forged: BootcNodeUpdateStatus = {
      ...honest,
      message: `${ESC}gave up`,
      agentVersion: `${ESC}0.1.0`,
      bootcVersion: '1.16.9\u202e',
      booted: { ...honest.booted, image: `registry.example/os@${DIGEST}`, digest: DIGEST, version: `4\u200b2` },
      attempt: {
        key: 'key of\u200ba retry',
        digest: DIGEST,
        outcome: 'Failed',
        reason: 'FellBack',
        message: `it fell${ESC} back`,
      },
      conditions: honest.conditions?.map(condition => ({ ...condition, message: 'it\nfell back' })) ?? [],
    }
    assert.deepEqual(cleanReport(forged), honest)
  })

  it('has a word for a reason, or an unknown one', () => {
    const { attempt } = honest
    assert.ok(attempt)
    const reason = 'FellBack; all others are UpToDate'
    assert.equal(cleanReport({ ...honest, attempt: { ...attempt, reason } }).attempt?.reason, 'Unknown')
  })
})
