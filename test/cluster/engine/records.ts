import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import type { BootcRollout } from '../../../hooks/api/bootc-rollout'
import { wholeSeconds } from '../../../hooks/api/whole-seconds'
import { assertRan, joinNodes, put, rebootsOf, setFaults, stagedOn, untilReleased, untilUpdated } from '../support/acts'
import type { Story } from '../support/concurrent-stories'
import { assertKept, digestOf, imageOf } from '../support/pools'
import {
  markIdOn,
  readPool,
  readRollout,
  readUpdate,
  rolloutPath,
  until,
  untilPool,
  updatePath,
} from '../support/views'
import { minuteAfter, windowAt } from '../support/windows'
import { addProtectedPods, unprotect } from '../support/workloads'
import type { World } from '../support/world'

const loseStatus = async (world: World, pool: string): Promise<void> => {
  const path = `${rolloutPath(pool)}/status`
  const written = await world.asOperator.edit<BootcRollout>(path, ({ status: _lost, ...rest }) => rest)
  assert.equal(written.status, undefined, 'the status is really lost')
}

const statusAgain = (world: World, pool: string): Promise<BootcRollout['status'] & object> =>
  until(`the status of ${pool} to be there again`, async () => (await readRollout(world, pool)).status)

const windowOpens: Story = {
  title:
    'outside its maintenance window a pool stages and says when the window opens; it starts not before and then goes on',
  tell: async world => {
    const names = ['night-1', 'night-2']
    await joinNodes(world, 'night', names)
    const budget = world.budget('night', 1)
    const openAt = (opensAt: Date): Promise<void> =>
      put(world, { name: 'night', version: 'v2', rollout: windowAt(opensAt) })
    // First a window that no machine is too slow for.
    const tonight = minuteAfter(12 * 3600)
    await openAt(tonight)
    const told = `no maintenance window is open, the next one opens at ${wholeSeconds(tonight)}`
    await untilPool(world, 'night', new RegExp(`^Progressing: 0 of 2 nodes run the target; .*${told}$`))
    assert.equal((await readRollout(world, 'night')).status?.nextWindow, wholeSeconds(tonight))
    assert.ok(names.every(name => stagedOn(world, name) === digestOf('v2')))
    const opensAt = minuteAfter(5)
    await openAt(opensAt)
    await until('a node to start', async () => budget.now().length > 0 || undefined)
    assert.ok(Date.now() >= opensAt.getTime(), 'no node started before the window opened')
    await untilUpdated(world, 'night')
    await assertKept(budget)
    assertRan(world, names, ['v2', 'v2'], [1, 1])
  },
}

/** A rollout of three nodes to v2: the first runs it, the second is held in its drain by a budget. */
const heldInItsDrain = async (world: World, pool: string) => {
  const names = [`${pool}-1`, `${pool}-2`, `${pool}-3`]
  const held = `${pool}-2`
  await joinNodes(world, pool, names)
  await addProtectedPods(world, held, 1)
  const budget = world.budget(pool, 1)
  await put(world, { name: pool, version: 'v2' })
  await untilPool(world, pool, new RegExp(`1 of 3 .*${held} Draining .*blocked by`))
  const mark = await markIdOn(world, held)
  return {
    names,
    keepsItsSlot: async (): Promise<void> => assert.equal(await markIdOn(world, held), mark, 'the node keeps its slot'),
    goesOnToItsEnd: async (): Promise<void> => {
      await unprotect(world, held)
      await untilUpdated(world, pool)
      await assertKept(budget)
      assertRan(world, names, ['v2', 'v2', 'v2'], [1, 1, 1])
    },
  }
}

const statusLost: Story = {
  title: 'the status of the rollout is lost during a drain: the rollout goes on as if nothing had happened',
  tell: async world => {
    const drain = await heldInItsDrain(world, 'amnesia')
    await loseStatus(world, 'amnesia')
    await statusAgain(world, 'amnesia')
    await untilPool(world, 'amnesia', /1 of 3 .*amnesia-2 Draining/)
    await drain.keepsItsSlot()
    await drain.goesOnToItsEnd()
  },
}

const verdictLost: Story = {
  title: 'the status of a halted rollout is lost: the verdict is found again, and nothing starts',
  tell: async world => {
    const names = ['verdict-1', 'verdict-2']
    await joinNodes(world, 'verdict', names)
    setFaults(world, 'verdict-1', { fallbackDigests: [digestOf('v2')] })
    const budget = world.budget('verdict', 1)
    await put(world, { name: 'verdict', version: 'v2' })
    const halted = /^Halted: .*1 of 2 nodes failed .*: verdict-1 \(FellBack\)/
    await untilPool(world, 'verdict', halted)
    await untilReleased(budget)
    await loseStatus(world, 'verdict')
    const { phase } = await statusAgain(world, 'verdict')
    assert.equal(phase, 'Halted')
    await untilPool(world, 'verdict', halted)
    await sleep(2000)
    await assertKept(budget)
    assertRan(world, names, ['v1', 'v1'], [1, 0])
  },
}

const editedByHand: Story = {
  title: 'a rollout and an update that somebody edits by hand are put back, and no node reboots for it',
  tell: async world => {
    const names = ['edit-1', 'edit-2']
    await joinNodes(world, 'edit', names)
    const budget = world.budget('edit', 1)
    await put(world, { name: 'edit', version: 'v2' })
    await untilUpdated(world, 'edit')
    const before = await readRollout(world, 'edit')
    await world.asOperator.edit<BootcRollout>(rolloutPath('edit'), rollout => {
      const { spec } = rollout
      return { ...rollout, spec: { ...spec, paused: true, rollout: { ...spec.rollout, maxUnavailable: 2 } } }
    })
    await until('the rollout to be put back', async () => {
      const { spec } = await readRollout(world, 'edit')
      return (!spec.paused && spec.rollout.maxUnavailable === 1) || undefined
    })
    const order = (await readUpdate(world, 'edit-1'))?.spec.order
    const mine = { id: (order?.id ?? 0) + 1, image: imageOf('v3'), step: 'Stage', attempt: 'mine', reboot: null }
    await world.asOperator.patch(updatePath('edit-1'), { spec: { order: mine } })
    await until('the update to be put back', async () => {
      const now = (await readUpdate(world, 'edit-1'))?.spec.order
      return (now?.image === imageOf('v2') && now.attempt === order?.attempt) || undefined
    })
    await until('edit-1 to know, and to have nothing staged', async () => {
      const { spec, status } = (await readUpdate(world, 'edit-1')) ?? {}
      const knows = status?.observedOrder === spec?.order?.id
      return (knows && stagedOn(world, 'edit-1') === undefined) || undefined
    })
    await untilUpdated(world, 'edit')
    assert.deepEqual((await readRollout(world, 'edit')).spec, before.spec)
    await assertKept(budget)
    assertRan(world, names, ['v2', 'v2'], [1, 1])
  },
}

const updateDeleted: Story = {
  title:
    'updates that somebody deletes, of a node at rest and of one that is drained, are made again and nothing reboots for it',
  tell: async world => {
    const drain = await heldInItsDrain(world, 'erased')
    for (const name of drain.names) {
      const uid = (await readUpdate(world, name))?.metadata.uid
      await world.api.remove(updatePath(name))
      await until(`the update of ${name} to be made again, with an order and a report`, async () => {
        const { metadata, spec, status } = (await readUpdate(world, name)) ?? {}
        const isAnswered = spec?.order !== undefined && status?.observedOrder === spec.order.id
        return (metadata?.uid !== uid && isAnswered) || undefined
      })
    }
    await drain.keepsItsSlot()
    assert.deepEqual(rebootsOf(world, drain.names), [1, 0, 0])
    await drain.goesOnToItsEnd()
  },
}

/** How often a hook was called; the hook server of this lab logs every request. */
const callsOf = (world: World, hook: string): number =>
  readFileSync(join(dirname(dirname(world.lab.controlPlane.kubeconfig)), 'hooks.log'), 'utf8').split(`"url":"/${hook}"`)
    .length - 1

/** Makes Metacontroller call the hook of this object at least twice, without a change that means anything. */
const syncTwice = async (world: World, hook: string, path: string): Promise<void> => {
  for (const value of ['1', '2']) {
    const before = callsOf(world, hook)
    await world.api.patch(path, { metadata: { annotations: { 'example.com/look': value } } })
    await until(`${hook} to be called for ${path}`, async () => callsOf(world, hook) > before || undefined)
  }
  await sleep(1000)
}

/**
 * Two syncs that leave all as it was. On a slow machine something that happened before may be told in between, so they
 * may be tried again; a sync that writes each time never passes.
 */
const untilSyncsChangeNothing = async (world: World, when: string): Promise<void> => {
  const seen = async () => {
    const [pool, rollout] = [await readPool(world, 'rest'), await readRollout(world, 'rest')]
    return { pool: pool.status, rollout: rollout.status, update: await readUpdate(world, 'rest-2') }
  }
  for (let left = 5; ; left -= 1) {
    await sleep(3000)
    const before = await seen()
    await syncTwice(world, 'rollout-sync', rolloutPath('rest'))
    const { resourceVersion } = (await readRollout(world, 'rest')).metadata
    await sleep(1000)
    const after = await seen()
    const isStill = (await readRollout(world, 'rest')).metadata.resourceVersion === resourceVersion
    const tellTheSame = after.pool?.message === after.rollout?.message
    if (tellTheSame && isStill && isDeepStrictEqual(after, before)) return
    if (left > 1) continue
    assert.deepEqual(after, before, when)
    assert.ok(isStill, `${when} nobody writes the rollout`)
    assert.equal(after.pool?.message, after.rollout?.message, `${when} both tell the same`)
  }
}

const nothingChanges: Story = {
  title: 'conditions: two syncs without a change leave resourceVersion, conditions and their times as they were',
  tell: async world => {
    await joinNodes(world, 'rest', ['rest-1', 'rest-2'])
    await addProtectedPods(world, 'rest-2', 1)
    await put(world, { name: 'rest', version: 'v2' })
    await untilPool(world, 'rest', /1 of 2 .*rest-2 Draining .*blocked by/)
    await untilSyncsChangeNothing(world, 'while a drain is blocked')
    await unprotect(world, 'rest-2')
    await untilUpdated(world, 'rest')
    await untilSyncsChangeNothing(world, 'at rest')
    assert.deepEqual(rebootsOf(world, ['rest-1', 'rest-2']), [1, 1])
  },
}

export const records: ReadonlyArray<Story> = [
  windowOpens,
  statusLost,
  verdictLost,
  editedByHand,
  updateDeleted,
  nothingChanges,
]
