import assert from 'node:assert/strict'
import type { BootcRolloutStatus } from '../../hooks/api/bootc-rollout'
import { workers } from '../simulate/plot'
import { pass, round } from '../simulate/run'
import type { World } from '../simulate/world'
import { golden } from '../support/golden'
import { type Column, cellOf, columnsOf, stepsOf } from './columns'
import { PLURALS, type Schema, schemaOf } from './crd'

/** Rounds that a rollout of two nodes needs by far. */
const MOST_ROUNDS = 400
const ORDERS = ['Observe', 'Stage', 'Reboot']

const shown = columnsOf('bootcnodeupdates').filter(({ priority = 0 }) => priority === 0)
/** Digests and times would only make the story longer. */
const told = shown.filter(({ name }) => ['State', 'Outcome', 'Message'].includes(name))

const row = (name: string, object: unknown, columns: ReadonlyArray<Column>): string =>
  [name.padEnd(4), ...columns.map(column => cellOf(object, column).padEnd(10))].join('  ').trimEnd()

const table = (world: World): ReadonlyArray<string> =>
  Object.entries(world.updates.all()).map(([name, update]) => row(name, update, told))

const isCompleted = (world: World): boolean =>
  Object.values(world.rollouts.all()).some(
    ({ status }) => (status as BootcRolloutStatus | undefined)?.phase === 'Completed',
  )

/** What `kubectl get bnu` shows while two nodes are updated, each row when it changed. */
const watched = async (world: World): Promise<string> => {
  const lines = [['NAME', ...told.map(({ name }) => name.toUpperCase().padEnd(10))].join('  ').trimEnd()]
  const last = new Map<string, string>()
  for (let rounds = 0; rounds < MOST_ROUNDS && !isCompleted(world); rounds++) {
    await round(world)
    for (const line of table(world)) {
      const [name = ''] = line.split(' ')
      if (last.get(name) !== line) lines.push(line)
      last.set(name, line)
    }
    pass(world)
  }
  assert.ok(isCompleted(world), lines.join('\n'))
  return `${lines.join('\n')}\n`
}

/** The schema at the end of a column's path; undefined when the CRD has no such field. */
const fieldOf = (schema: Schema, column: Column): Schema | undefined =>
  stepsOf(column).reduce<Schema | undefined>(
    (inner, step) => (step === '0' ? inner?.items : inner?.properties?.[step]),
    schema,
  )

describe('kubectl get', () => {
  for (const plural of PLURALS) {
    it(`${plural} shows fields that exist, each with a description`, () => {
      const ofKind = columnsOf(plural).filter(({ jsonPath }) => !jsonPath.startsWith('.metadata.'))
      assert.ok(ofKind.length > 0)
      assert.deepEqual(
        ofKind.filter(column => fieldOf(schemaOf(plural), column) === undefined),
        [],
      )
      assert.ok(columnsOf(plural).every(({ description }) => /\.$/.test(description)))
    })
  }

  it('bnu shows an order that is done as done: no cell of a node at rest is an order', async () => {
    const world = workers(2)
    const text = await watched(world)
    const updates = Object.entries(world.updates.all())
    assert.equal(updates.length, 2)
    for (const [name, update] of updates) {
      const cells = shown.map(column => cellOf(update, column))
      assert.deepEqual(
        cells.filter(cell => ORDERS.includes(cell)),
        [],
        `${name}: ${cells.join(' | ')}`,
      )
      assert.ok(cells.includes('Succeeded'), cells.join(' | '))
    }
    assert.equal(text, golden('kubectl get bnu while two nodes are updated', text))
  })
})
