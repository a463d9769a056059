import assert from 'node:assert/strict'
import fc from 'fast-check'
import * as E from 'fp-ts/Either'
import { courseOf } from '../../cli/course'
import { poolStatus } from '../../cli/status/pool-status'
import { renderPool } from '../../cli/status/render'
import { styleFor } from '../../cli/text/style'
import { nodeWhy } from '../../cli/why/node-why'
import { renderWhy } from '../../cli/why/render'
import { BootcNodeUpdate } from '../../hooks/api/bootc-node-update'
import { cleanTexts } from '../../hooks/api/clean-text'
import { decodeWith } from '../../hooks/api/decode'
import { type ClusterEvent, eventBody } from '../../hooks/ports/events'
import { aMember, being, joined, marked } from '../builders/a-member'
import { aPool } from '../builders/a-pool'
import { aRollout, withSettings, withSpec } from '../builders/a-rollout'
import { anUpdate, ordering, rebootOrder, staged } from '../builders/an-update'
import { imageOf, NEW, OLD } from '../builders/digests'
import { aCount } from '../builders/settings'
import type { Json } from '../manifests/schema-arbitrary'
import { eventMisfit } from '../support/fits-event'
import { misfitOf } from '../support/fits-schema'
import { ATTEMPT, MARK, NOW, syncScene } from './failures/one-sync'
import { someReports } from './reports'

/** `FUZZ=5000 SEED=7` looks further. */
const RUNS = Number(process.env['FUZZ'] ?? 1000)
const SEED = Number(process.env['SEED'] ?? 4)
/** CPU that the judgement of one report may take, in milliseconds. */
const MOST_CPU_MS = 200

const UID = 'node-n1'
const now = new Date(NOW)
/** What a terminal obeys, hides or turns around: control and format characters, ends of lines, halves of characters. */
const UNFIT = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u

const MEMBERS = [
  aMember('n1'),
  aMember('n1', being({ ready: false })),
  aMember('n1', being({ bootID: 'boot-2' })),
  aMember('n1', marked(MARK, ATTEMPT)),
  aMember('n1', marked(MARK, ATTEMPT, 'Drained')),
  aMember('n1', marked(MARK, ATTEMPT, 'Drained'), being({ bootID: 'boot-2' })),
]
const ORDERS = [
  anUpdate('n1'),
  anUpdate('n1', ordering({ step: 'Observe' })),
  anUpdate('n1', ordering({ attempt: 'cccccccccccc' })),
  anUpdate('n1', rebootOrder(MARK)),
]
const ROLLOUTS = [
  aRollout(),
  aRollout(withSettings({ onFailure: 'RollBack', failureThreshold: aCount(1) })),
  aRollout(withSpec({ cancelled: true })),
  aRollout(withSpec({ paused: true })),
]

const FIRST = { nodeUID: UID, phase: 'Idle', message: '' }

const READY = {
  observedOrder: 1,
  phase: 'Staged',
  ready: { digest: NEW, how: 'staged' },
  booted: { image: imageOf(OLD), digest: OLD },
}
const boot = { id: 'boot-1/0', at: '2026-01-02T00:10:00Z' }
const fellBack = { key: ATTEMPT, digest: NEW, outcome: 'Failed', fromBoot: 'boot-1/0', reason: 'FellBack' }

/** What an earlier version stumbled over, whatever the seed. */
const FOUND: ReadonlyArray<Json> = [
  { ...FIRST, ...READY, boot: { ...boot, id: 'x'.repeat(40_000) } },
  { ...FIRST, boot: { ...boot, at: '+275760-09-13T00:00:00Z' }, booted: { image: imageOf(NEW), digest: NEW } },
  { ...FIRST, boot, phase: 'Failed', attempt: { ...fellBack, message: 'one\n\u001b[31mtwo' } },
]

const textsIn = (value: unknown): ReadonlyArray<string> =>
  typeof value === 'string'
    ? [value]
    : typeof value === 'object' && value !== null
      ? Object.values(value).flatMap(textsIn)
      : []

const areFit = (what: string, value: unknown): void => {
  for (const text of textsIn(value)) assert.ok(!UNFIT.test(text), `${what}: ${JSON.stringify(text)}`)
}

const someSituation = fc.record({
  member: fc.constantFrom(...MEMBERS),
  order: fc.constantFrom(...ORDERS),
  rollout: fc.constantFrom(...ROLLOUTS),
  report: someReports(UID),
})
type Situation = typeof someSituation extends fc.Arbitrary<infer S> ? S : never

const honest = { member: aMember('n2'), update: anUpdate('n2', staged()) }

/** By what commands read: cleaned as they clean what an API server answers. */
const shownTo = ({ member, rollout }: Situation, update: BootcNodeUpdate): ReadonlyArray<string> => {
  const fleet = { pools: [], rollouts: [rollout], updates: [joined(member, update)] }
  const course = courseOf(cleanTexts(fleet, Number.POSITIVE_INFINITY), rollout, now)
  const style = styleFor({ columns: undefined, environment: {} })
  return [
    ...course.observed.nodes.flatMap(node => renderWhy(nodeWhy(node, course), now, style)),
    ...renderPool(poolStatus({ pool: aPool(), course }), now, style, true),
  ]
}

/** Nobody ordered it to reboot, so that its word is about itself alone; a pool that is cancelled goes back anyway. */
const speaksForItself = ({ member, order, rollout }: Situation): boolean =>
  order.spec.order?.reboot === undefined && member.spec.slot === undefined && !rollout.spec.cancelled

const judge = async (situation: Situation): Promise<'unreadable' | 'outside' | 'within'> => {
  const { member, order, rollout, report } = situation
  const isWithin = misfitOf('bootcnodeupdates', 'status', report) === undefined
  const decoded = decodeWith(BootcNodeUpdate)({ ...order, status: report })
  if (E.isLeft(decoded)) {
    assert.ok(!isWithin, decoded.left.join('\n'))
    return 'unreadable'
  }
  const events: ClusterEvent[] = []
  const recordEvent = (event: ClusterEvent) => void events.push(event)
  const nodes = [{ member, update: decoded.right }, honest]
  const { status, orders } = await syncScene({
    nodes,
    rollout,
    cluster: { recordEvent, leaseRenewedAt: async () => undefined },
  })
  areFit('status', status)
  areFit('events', events)
  areFit('command line', shownTo(situation, decoded.right))
  for (const event of events) assert.equal(eventMisfit(eventBody(event, now)), undefined)
  assert.equal(misfitOf('bootcrollouts', 'status', JSON.parse(JSON.stringify(status))), undefined)
  for (const order of Object.values(orders))
    assert.equal(
      misfitOf('bootcnodeupdates', 'spec', JSON.parse(JSON.stringify({ node: member.spec, order }))),
      undefined,
    )
  if (speaksForItself(situation)) assert.equal(orders['n2']?.image, imageOf(NEW))
  return isWithin ? 'within' : 'outside'
}

describe('whatever a node reports', function () {
  this.timeout(300_000)

  it('is judged without a failure, said in clean words, and sends nobody else anywhere', async () => {
    // What is made once, such as the validators of schemas, is none of the first report's cost.
    await judge({ member: aMember('n1'), order: anUpdate('n1'), rollout: aRollout(), report: FIRST })
    const seen = { unreadable: 0, outside: 0, within: 0 }
    const property = fc.asyncProperty(someSituation, async situation => {
      const before = process.cpuUsage()
      seen[await judge(situation)] += 1
      const { user } = process.cpuUsage(before)
      assert.ok(user < 1000 * MOST_CPU_MS, `${user / 1000} ms of CPU`)
    })
    for (const member of MEMBERS) {
      for (const report of FOUND) await judge({ member, order: anUpdate('n1'), rollout: aRollout(), report })
    }
    await fc.assert(property, { numRuns: RUNS, seed: SEED })
    assert.ok(Math.min(...Object.values(seen)) > 0, JSON.stringify(seen))
    console.log(`      ${RUNS} reports, seed ${SEED}: ${JSON.stringify(seen)}`)
  })
})
