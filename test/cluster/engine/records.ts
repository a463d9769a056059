import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { BootcNodeUpdate } from '../../../hooks/api/bootc-node-update'
import type { BootcRollout } from '../../../hooks/api/bootc-rollout'
import { assertRan, joinNodes, put, rebootsOf, setFaults, stagedOn, untilReleased, untilUpdated } from '../support/acts'
import type { Story, World } from '../support/concurrent-stories'
import { assertKept, imageOf } from '../support/pools'
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
import { addProtectedPods, unprotect } from '../support/workloads'

const digestOf = (version: string): string => imageOf(version).split('@')[1] ?? ''

const loseStatus = async (world: World, pool: string): Promise<void> => {
  await world.asOperator.edit<BootcRollout>(`${rolloutPath(pool)}/status`, ({ status: _lost, ...rest }) => rest)
  assert.equal((await readRollout(world, pool)).status, undefined, 'the status is really lost')
}

const windowOpens: Story = {
  title:
    'outside its maintenance window a pool stages and says when the window opens; it starts not before and then goes on',
  tell: async world => {
    const names = ['night-1', 'night-2']
    await joinNodes(world, 'night', names)
    const opensAt = new Date(Math.ceil((Date.now() + 25_000) / 60_000) * 60_000)
    const start = `${opensAt.getUTCMinutes()} ${opensAt.getUTCHours()} * * *`
    const maintenanceWindows = [{ start, duration: '1h', timeZone: 'Etc/UTC' }]
    const budget = world.budget('night', 1)
    await put(world, { name: 'night', version: 'v2', rollout: { maintenanceWindows } })
    const told = `no maintenance window is open, the next one opens at ${opensAt.toISOString()}`
    await untilPool(world, 'night', new RegExp(`^Progressing: 0 of 2 nodes run the target; ${told}$`))
    assert.equal((await readRollout(world, 'night')).status?.nextWindow, opensAt.toISOString())
    assert.ok(names.every(name => stagedOn(world, name) === digestOf('v2')))
    await until('a node to start', async () => budget.now().length > 0 || undefined)
    assert.ok(Date.now() >= opensAt.getTime(), 'no node started before the window opened')
    await untilUpdated(world, 'night')
    assertKept(budget)
    assertRan(world, names, ['v2', 'v2'], [1, 1])
  },
}

const statusLost: Story = {
  title: 'the status of the rollout is lost during a drain: the rollout goes on as if nothing had happened',
  tell: async world => {
    const names = ['amnesia-1', 'amnesia-2', 'amnesia-3']
    await joinNodes(world, 'amnesia', names)
    await addProtectedPods(world, 'amnesia-2', 1)
    const budget = world.budget('amnesia', 1)
    await put(world, { name: 'amnesia', version: 'v2' })
    await untilPool(world, 'amnesia', /1 of 3 .*amnesia-2 Draining .*blocked by/)
    const mark = await markIdOn(world, 'amnesia-2')
    await loseStatus(world, 'amnesia')
    await until('the status to be there again', async () => (await readRollout(world, 'amnesia')).status)
    await untilPool(world, 'amnesia', /1 of 3 .*amnesia-2 Draining/)
    assert.equal(await markIdOn(world, 'amnesia-2'), mark, 'the node keeps its slot')
    await unprotect(world, 'amnesia-2')
    await untilUpdated(world, 'amnesia')
    assertKept(budget)
    assertRan(world, names, ['v2', 'v2', 'v2'], [1, 1, 1])
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
    await until('the status to be there again', async () => (await readRollout(world, 'verdict')).status)
    await untilPool(world, 'verdict', halted)
    await sleep(2000)
    assertKept(budget)
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
    const order = await readUpdate(world, 'edit-1')
    await world.asOperator.edit<BootcNodeUpdate>(updatePath('edit-1'), update => {
      const { reboot: _dead, ...spec } = update.spec
      return { ...update, spec: { ...spec, image: imageOf('v3'), step: 'Stage', attempt: 'mine' } }
    })
    await until('the update to be put back', async () => {
      const spec = (await readUpdate(world, 'edit-1'))?.spec
      return (spec?.image === imageOf('v2') && spec.attempt === order?.spec.attempt) || undefined
    })
    await until('edit-1 to have nothing staged', async () => stagedOn(world, 'edit-1') === undefined || undefined)
    await untilUpdated(world, 'edit')
    assert.deepEqual((await readRollout(world, 'edit')).spec, before.spec)
    assertKept(budget)
    assertRan(world, names, ['v2', 'v2'], [1, 1])
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

const nothingChanges: Story = {
  title: 'conditions: two syncs without a change leave resourceVersion, conditions and their times as they were',
  tell: async world => {
    await joinNodes(world, 'rest', ['rest-1', 'rest-2'])
    await addProtectedPods(world, 'rest-2', 1)
    await put(world, { name: 'rest', version: 'v2' })
    await untilPool(world, 'rest', /1 of 2 .*rest-2 Draining .*blocked by/)
    const seen = async () => {
      const [pool, rollout] = [await readPool(world, 'rest'), await readRollout(world, 'rest')]
      return { pool: pool.status, rollout: rollout.status, update: await readUpdate(world, 'rest-2') }
    }
    await sleep(3000)
    const whileBlocked = await seen()
    assert.equal(whileBlocked.pool?.message, whileBlocked.rollout?.message, 'both tell the same')
    await syncTwice(world, 'rollout-sync', rolloutPath('rest'))
    assert.deepEqual(await seen(), whileBlocked, 'while a drain is blocked')
    await unprotect(world, 'rest-2')
    await untilUpdated(world, 'rest')
    await sleep(3000)
    const atRest = await seen()
    await syncTwice(world, 'rollout-sync', rolloutPath('rest'))
    const written = (await readRollout(world, 'rest')).metadata.resourceVersion
    await sleep(1000)
    assert.deepEqual(await seen(), atRest, 'at rest')
    assert.equal((await readRollout(world, 'rest')).metadata.resourceVersion, written)
    assert.deepEqual(rebootsOf(world, ['rest-1', 'rest-2']), [1, 1])
  },
}

export const records: ReadonlyArray<Story> = [windowOpens, statusLost, verdictLost, editedByHand, nothingChanges]
