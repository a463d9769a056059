import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { API_VERSION } from '../../hooks/api/names'
import { POOL_REASONS, type Reason } from '../../hooks/api/reasons'
import { type KstatusVerdict, kstatusOf } from '../../testbed/kstatus/kstatus'
import { type Lab, startLab } from '../../testbed/lab/lab'
import { STATES, seenIn } from '../simulate/states'
import type { Stored } from '../simulate/store'
import { setFaults } from './support/acts'
import { worldOf } from './support/concurrent-stories'
import { addNodes, applyPool, untilPhase, untilUpToDate } from './support/pools'
import { poolPath, rolloutPath } from './support/views'
import type { World } from './support/world'

interface Shown {
  readonly metadata: { readonly generation: number }
  readonly status?: { readonly observedGeneration?: number; readonly phase?: string; readonly reason?: Reason }
}

const asObject = (kind: string, { metadata, status }: Stored): object => ({
  apiVersion: API_VERSION,
  kind,
  metadata: { name: metadata.name, uid: metadata.uid, generation: metadata.generation },
  status,
})

const reasonIn = ({ status }: Stored): Reason => (status as { readonly reason: Reason }).reason

describe('the rules of kstatus (cli-utils)', function () {
  this.timeout(600_000)

  it('say of pool and rollout in every state what the table of reasons says', async () => {
    const states = []
    for (const state of STATES) states.push(await seenIn(state))
    const judged = states.flatMap(({ title, pools, rollouts }) => [
      ...pools.map(pool => ({ title, of: pool, object: asObject('BootcNodePool', pool) })),
      ...rollouts
        .filter(({ status }) => status !== undefined)
        .map(rollout => ({ title, of: rollout, object: asObject('BootcRollout', rollout) })),
    ])
    const verdicts = await kstatusOf(judged.map(({ object }) => object))
    const line = (title: string, of: Stored, kstatus: string): string => `${title}: ${reasonIn(of)} is ${kstatus}`
    assert.deepEqual(
      judged.map(({ title, of }, i) => line(title, of, verdicts[i]?.status ?? 'unjudged')),
      judged.map(({ title, of }) => line(title, of, POOL_REASONS[reasonIn(of)].kstatus)),
    )
    assert.ok(new Set(verdicts.map(({ status }) => status)).size >= 3, 'all three are there')
  })

  it('say InProgress of every pool whose spec was just edited', async () => {
    const states = []
    for (const state of STATES) states.push(await seenIn(state))
    const edited = states.flatMap(({ pools }) =>
      pools.map(pool => {
        const generation = pool.metadata.generation + 1
        return asObject('BootcNodePool', { ...pool, metadata: { ...pool.metadata, generation } })
      }),
    )
    const verdicts = await kstatusOf(edited)
    assert.deepEqual([...new Set(verdicts.map(({ status }) => status))], ['InProgress'])
  })

  it('say of a node that its order is carried out, under way, or failed', async () => {
    const byState = async (title: string): Promise<ReadonlyArray<string>> => {
      const state = STATES.find(one => one.title === title)
      assert.ok(state, title)
      const { updates } = await seenIn(state)
      const verdicts = await kstatusOf(updates.map(update => asObject('BootcNodeUpdate', update)))
      return [...new Set(verdicts.map(({ status }) => status))].sort()
    }
    assert.deepEqual(await byState('complete'), ['Current'])
    assert.deepEqual(await byState('staging'), ['InProgress'])
    assert.ok((await byState('halted')).includes('Failed'))
  })
})

describe('the rules of kstatus on a live pool', function () {
  this.timeout(900_000)
  const dir = mkdtempSync(join(tmpdir(), 'bootc-lab-'))
  const stops: Array<() => void> = []
  let lab: Lab
  let world: World

  before(async () => {
    lab = await startLab({ dir, cacheLagMs: 50, log: line => console.log(`      ${line}`) })
    world = worldOf(lab, stops)
  })
  after(async () => {
    for (const stop of stops) stop()
    await lab?.stop()
    rmSync(dir, { recursive: true, force: true })
  })

  /** Every different state of the object at `path` that a client sees, from now on until `end` has come. */
  const seenUntil = async (path: string, end: Promise<unknown>): Promise<ReadonlyArray<Shown>> => {
    const seen: Shown[] = []
    let isOver = false
    const over = end.finally(() => {
      isOver = true
    })
    let last = ''
    while (!isOver) {
      const object = await world.api.get<Shown>(path)
      const text = JSON.stringify(object)
      if (object !== undefined && text !== last) seen.push(object)
      last = text
      await new Promise(resolve => setTimeout(resolve, 50))
    }
    await over
    return seen
  }

  const judged = async (seen: ReadonlyArray<Shown>) => {
    const verdicts = await kstatusOf(seen)
    return seen.map((object, i) => ({ object, verdict: verdicts[i] as KstatusVerdict }))
  }

  const words = (all: Awaited<ReturnType<typeof judged>>): ReadonlyArray<string> =>
    all.map(({ object: { metadata, status = {} }, verdict }) => {
      const lags = status.observedGeneration === metadata.generation ? '' : ' (edited)'
      return `${verdict.status} ${status.phase} ${status.reason}${lags}`
    })

  it('are InProgress from its creation on, and Current when it is complete', async () => {
    await addNodes(lab, 'kst', ['kst-1', 'kst-2'])
    await applyPool(lab, { name: 'kst', version: 'v2' })
    const all = await judged(await seenUntil(poolPath('kst'), untilUpToDate(lab, 'kst')))
    const [[rollout], said] = [await judged([(await world.api.get<Shown>(rolloutPath('kst'))) as Shown]), words(all)]
    // Before the first look of the operator there is no status at all, and kstatus has nothing to go by.
    const first = all.findIndex(({ object }) => object.status?.phase !== undefined)
    const before = all.slice(first, -1)
    assert.deepEqual(
      before.filter(({ object, verdict }) => (verdict.status === 'Current') !== (object.status?.phase === 'UpToDate')),
      [],
      said.join('\n'),
    )
    assert.equal(all.at(-1)?.verdict.status, 'Current', said.join('\n'))
    assert.equal(rollout?.verdict.status, 'Current')
  })

  it('are InProgress from the moment of an edit on, and Failed when it is halted; never Current meanwhile', async () => {
    for (const name of ['kst-1', 'kst-2']) setFaults(world, name, { finalize: 'boot-full' })
    await applyPool(lab, { name: 'kst', version: 'v3' })
    const all = await judged(await seenUntil(poolPath('kst'), untilPhase(lab, 'kst', 'Halted')))
    const said = words(all).join('\n')
    assert.ok(
      all.every(({ verdict }) => verdict.status !== 'Current'),
      said,
    )
    assert.equal(all[0]?.verdict.status, 'InProgress', said)
    const [end] = await judged([(await world.api.get<Shown>(poolPath('kst'))) as Shown])
    assert.equal(end?.verdict.status, 'Failed', said)
    assert.match(end?.verdict.message ?? '', /failureThreshold/)
  })
})
