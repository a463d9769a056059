import assert from 'node:assert/strict'
import type { Condition } from '../../hooks/api/kubernetes'
import { POOL_REASONS, type Reason } from '../../hooks/api/reasons'
import { type SeenState, STATES, seenIn } from '../simulate/states'
import type { Stored } from '../simulate/store'
import { golden } from '../support/golden'

interface Status {
  readonly phase?: string
  readonly reason?: string
  readonly message?: string
  readonly conditions?: ReadonlyArray<Condition>
}

const statusOf = ({ status = {} }: Stored): Status => status

const rowOf = (object: Stored): string => {
  const { phase = '', reason = '', message = '', conditions = [] } = statusOf(object)
  const isTrue = conditions.filter(({ status }) => status === 'True').map(({ type }) => type)
  const others = isTrue.filter(type => !['AgentsDeployed', 'ImageResolved', 'OperatorReady'].includes(type))
  const short = message.replace(/\d{4}-\d\d-\d\dT([\d:]+)Z/g, '$1').slice(0, 110)
  return `  ${object.metadata.name} ${phase} ${reason}: ${others.join(' ')}\n    ${short}`
}

const shown = ({ title, pools }: SeenState): string => [title, ...pools.map(rowOf)].join('\n')

/** Reasons of a moment that no story can stop in. */
const PASSING: ReadonlyArray<Reason> = [
  'Resolving',
  'Pending',
  'NodesJoining',
  'CannotStage',
  'MembersBehind',
  'BeingDeleted',
]

describe('the states of a pool', function () {
  this.timeout(300_000)
  const seen: SeenState[] = []

  before(async () => {
    for (const state of STATES) seen.push(await seenIn(state))
  })

  it('are shown by phase, reason and conditions', () => {
    const text = `${seen.map(shown).join('\n')}\n`
    assert.equal(text, golden('every state of a pool', text))
  })

  it('have every reason there is', () => {
    const met = new Set(seen.flatMap(({ pools }) => pools.map(pool => statusOf(pool).reason)))
    const unmet = (Object.keys(POOL_REASONS) as ReadonlyArray<Reason>).filter(
      reason => !met.has(reason) && !PASSING.includes(reason),
    )
    assert.deepEqual(unmet, [])
  })
})
