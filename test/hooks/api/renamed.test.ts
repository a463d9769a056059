import assert from 'node:assert/strict'
import * as E from 'fp-ts/Either'
import { BootcRollout } from '../../../hooks/api/bootc-rollout'
import { decodeWith } from '../../../hooks/api/decode'
import { aRollout } from '../../builders/a-rollout'
import { NEW, OLD } from '../../builders/digests'

const at = '2026-01-01T00:00:00Z'

/** A rollout as 0.1.0 before its release stored it, back from JSON. */
const stored = (phase: string, outcome: string): unknown => ({
  ...structuredClone(aRollout()),
  status: {
    phase,
    digest: NEW,
    history: [{ digest: OLD, startedAt: at, finishedAt: at, outcome, updated: 1, failed: 1 }],
  },
})

const read = (phase: string, outcome: string) => {
  const rollout = decodeWith(BootcRollout)(stored(phase, outcome))
  if (E.isLeft(rollout)) throw new Error(rollout.left.join('\n'))
  const { status } = rollout.right
  return [status?.phase, status?.history?.[0]?.outcome]
}

describe('a rollout that was stored before its phases were renamed', () => {
  it('is read in the present words', () => {
    assert.deepEqual(read('Returning', 'Returned'), ['RollingBack', 'RolledBack'])
    assert.deepEqual(read('Returned', 'Superseded'), ['RolledBack', 'Superseded'])
  })

  it('differs in nothing from one that has them', () =>
    assert.deepEqual(read('Returning', 'Returned'), read('RollingBack', 'RolledBack')))

  it('is refused with a word that never was one', () => {
    for (const word of ['Returns', 'toString', '__proto__']) assert.throws(() => read(word, 'Returned'), /phase/)
  })

  it('is never written in the former words', () => {
    assert.equal(BootcRollout.is({ ...aRollout(), status: { phase: 'Returning' } }), false)
  })
})
