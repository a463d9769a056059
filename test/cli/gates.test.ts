import assert from 'node:assert/strict'
import { poolFinding } from '../../cli/doctor/pool-checks'
import { explanationOf } from '../../cli/why/explanation-of'
import type { BootcRollout, ClosedGate } from '../../hooks/api/bootc-rollout'
import { aMember } from '../builders/a-member'
import { aPool } from '../builders/a-pool'
import { aRollout, withSettings, withSpec } from '../builders/a-rollout'
import { anUpdate, staged } from '../builders/an-update'
import type { Change } from '../builders/change'
import { GATE } from '../simulate/faults/gate-faults'
import { nodeIn, oneCourse, type Pair, planLines } from './support/one-course'

const NODES: ReadonlyArray<Pair> = [[aMember('n1'), anUpdate('n1', staged())]]
const CLOSED: ClosedGate = { id: 'alerts', since: '2026-01-02T00:00:00Z', message: '1 alert fires: KubeletDown' }

const rollout = (gates: ReadonlyArray<ClosedGate>, ...changes: ReadonlyArray<Change<BootcRollout>>): BootcRollout => ({
  ...aRollout(withSettings({ gates: [GATE, { ...GATE, id: 'storage' }] }), ...changes),
  status: { gates },
})
const linesOf = (of: BootcRollout): string => planLines(oneCourse(of, NODES)).join('\n')

describe('a plan of a pool with gates', () => {
  it('names what closes a gate and since when, and that the others are open', () => {
    const text = linesOf(rollout([CLOSED]))
    assert.match(
      text,
      /blocks now +GateClosed: gate alerts is closed since 2026-01-02T00:00:00Z: 1 alert fires: KubeletDown/,
    )
    assert.match(text, /gates +alerts: closed since 2026-01-02T00:00:00Z: 1 alert fires: KubeletDown\n +storage: open/)
    assert.match(text, /to do +repair what fires or answer the query, or take the gate out of rollout\.gates/)
  })

  it('says that gates are asked when a node may start, where none is known to be closed', () =>
    assert.match(
      linesOf(rollout([])),
      /gates +alerts: asked when a node may start\n +storage: asked when a node may start/,
    ))

  const none: ReadonlyArray<readonly [string, BootcRollout]> = [
    ['an urgent target', rollout([CLOSED], withSpec({ urgent: true }))],
    ['a pool without gates', { ...aRollout(), status: { gates: [CLOSED] } }],
  ]
  for (const [title, of] of none) {
    it(`has none for ${title}, whatever an older status says`, () => {
      const text = linesOf(of)
      assert.doesNotMatch(text, /gates +alerts|GateClosed/)
    })
  }
})

describe('a node that waits at a closed gate', () => {
  it('is explained by it, with what to do', () => {
    const course = oneCourse(rollout([CLOSED]), NODES)
    const { message, todo } = explanationOf(nodeIn(course, 'n1'), course)
    assert.equal(
      message,
      'is waiting for a slot (gate alerts is closed since 2026-01-02T00:00:00Z: 1 alert fires: KubeletDown)',
    )
    assert.equal(todo, 'repair what fires or answer the query, or take the gate out of rollout.gates')
  })

  it('is a warning of doctor', () => {
    const condition = {
      type: 'Ready',
      status: 'False',
      reason: 'GateClosed',
      message: 'gate alerts is closed',
    } as const
    const pool = {
      ...aPool(),
      status: { observedGeneration: 9, conditions: [{ ...condition, lastTransitionTime: '' }] },
    }
    assert.equal(poolFinding(pool).state, 'warning')
  })
})
