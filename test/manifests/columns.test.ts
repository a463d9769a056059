import assert from 'node:assert/strict'
import type { BootcRolloutStatus } from '../../hooks/api/bootc-rollout'
import { POOL_PHASE_NAMES } from '../../hooks/api/pool-phases'
import { HOLD_WORDS } from '../../hooks/node-sync/holds'
import { workers } from '../simulate/plot'
import { pass, round } from '../simulate/run'
import type { World } from '../simulate/world'
import { golden } from '../support/golden'
import { type Column, cellOf, columnsOf, stepsOf } from './columns'
import { PLURALS, type Plural, type Schema, schemaOf } from './crd'

/** Rounds that a rollout of two nodes needs by far. */
const MOST_ROUNDS = 400
const ORDERS = ['Observe', 'Stage', 'Reboot']

const shownOf = (plural: Plural): ReadonlyArray<Column> =>
  columnsOf(plural).filter(({ priority = 0 }) => priority === 0)
const shown = shownOf('bootcnodeupdates')
/** Digests and times would only make the story longer. */
const told = columnsOf('bootcnodeupdates').filter(({ name }) =>
  ['State', 'Outcome', 'Version', 'Target version', 'Message'].includes(name),
)

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

/** A line of a terminal that is not maximized. */
const MOST_CHARACTERS = 140
/** Names that people choose, which no schema bounds to what is usual: of a node (`ip-10-0-131-7.example`) and of a pool. */
const NAMES = { node: 20, pool: 7 }
const NODE_NAMED: ReadonlyArray<Plural> = ['bootcnodeupdates']
/** `kubectl` puts three spaces between columns (k8s.io/cli-runtime pkg/printers/tabwriter.go), ages are like `364d`, `23h59m`. */
const GAP = 3
const AGE = 6
/** `1000/1000`. */
const UPDATED = 9

/** The most that a cell can have, by the schema of its field. */
const widestCell = (plural: Plural, column: Column): number => {
  const { type, jsonPath } = column
  if (type === 'date') return AGE
  if (type === 'integer' || type === 'boolean') return 'false'.length
  if (['.spec.pool', '.spec.node.pool'].includes(jsonPath)) return NAMES.pool
  if (jsonPath === '.status.updated') return UPDATED
  const field = fieldOf(schemaOf(plural), column)
  const words = (field?.enum ?? wordsIn(jsonPath)).map(word => String(word).length)
  return words.length > 0 ? Math.max(...words) : (field?.maxLength ?? Number.POSITIVE_INFINITY)
}

/** Words of fields that are no enum. */
const wordsIn = (jsonPath: string): ReadonlyArray<string> =>
  jsonPath === '.status.phase'
    ? [...POOL_PHASE_NAMES, 'Completed']
    : jsonPath === '.spec.node.holds[0]'
      ? HOLD_WORDS
      : []

const widestLine = (plural: Plural): number =>
  shownOf(plural).reduce(
    (width, column) => width + GAP + Math.max(column.name.length, widestCell(plural, column)),
    NODE_NAMED.includes(plural) ? NAMES.node : NAMES.pool,
  )

describe('kubectl get', () => {
  for (const plural of PLURALS) {
    it(`${plural} needs ${MOST_CHARACTERS} characters at most, and shows an age; a message only with -o wide`, () => {
      const width = widestLine(plural)
      assert.ok(width <= MOST_CHARACTERS, `${width} characters`)
      const names = shownOf(plural).map(({ name }) => name)
      assert.ok(names.includes('Age'))
      assert.ok(!names.includes('Message'))
    })
  }

  it('shows the version of what runs and of the target', () => {
    const named = (plural: Plural) => shownOf(plural).map(({ name }) => name)
    assert.deepEqual(named('bootcnodepools').slice(0, 2), ['Version', 'Target'])
    assert.deepEqual(named('bootcrollouts').slice(0, 2), ['Version', 'Target'])
    assert.deepEqual(named('bootcnodeupdates').slice(3, 7), ['Version', 'Booted', 'Target version', 'Target'])
  })

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
