import assert from 'node:assert/strict'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { waitFor } from '../../testbed/control-plane/wait-for'
import { writeFaults } from '../../testbed/hosts/faults'
import { ourWritesSince } from '../../testbed/lab/audit'
import { type Lab, startLab } from '../../testbed/lab/lab'
import { untilReleased } from './support/acts'
import { worldOf } from './support/concurrent-stories'
import { endLab } from './support/end-lab'
import { kubectl } from './support/kubectl'
import {
  addNodes,
  addPods,
  applyPool,
  assertKept,
  bootedVersions,
  budgetOf,
  digestOf,
  podsOn,
  poolState,
  untilPhase,
  untilSome,
  untilUpToDate,
} from './support/pools'
import { REST_SECONDS, writesAtLast, writesInARest } from './support/rest'
import { PATIENCE_SECONDS, readUpdate, until } from './support/views'
import { addProtectedPods, protect, unprotect } from './support/workloads'
import type { World } from './support/world'

describe('a pool on a real API server, with real agents', () => {
  const dir = mkdtempSync(join(tmpdir(), 'bootc-lab-'))
  let lab: Lab
  let world: World
  const stops: Array<() => void> = []

  before(async function () {
    this.timeout(900_000) // The first run builds the Kubernetes programs.
    lab = await startLab({ dir, cacheLagMs: 50, log: line => console.log(`      ${line}`) })
    world = worldOf(lab, stops)
  })
  after(async function () {
    this.timeout(300_000)
    await endLab(this.test, { lab, dir, stops })
  })

  it('rolls out: stages everywhere, then drains, reboots and verifies two at a time', async () => {
    const names = ['full-1', 'full-2', 'full-3', 'full-4', 'full-5']
    await addNodes(lab, 'full', names.slice(0, 3))
    await addNodes(lab, 'full', names.slice(3), { reboot: 'fast' })
    for (const name of names) await addPods(lab, name, 3)
    const first = ['full-1', 'full-2']
    for (const name of first) await protect(world, name, 3)
    const budget = budgetOf(lab, 'full', 2)
    await applyPool(lab, { name: 'full', version: 'v2', rollout: { maxUnavailable: 2, minReadySeconds: 1 } })
    await until('two nodes to be drained at once', async () => budget.now().length === 2 || undefined)
    for (const name of first) await unprotect(world, name)
    await untilUpToDate(lab, 'full')
    await assertKept(budget)
    assert.equal(budget.most(), 2, 'two nodes were really updated at once')
    assert.deepEqual(await bootedVersions(lab, names), Array(5).fill('v2'))
    assert.deepEqual(
      lab.nodes.all().map(({ machine }) => machine.reboots()),
      Array(5).fill(1),
    )
    for (const name of names) assert.equal(await podsOn(lab, name), 0, `${name} was drained before its reboot`)
    const state = await poolState(lab, 'full')
    assert.deepEqual(state, {
      phase: 'UpToDate',
      reason: 'UpToDate',
      message: 'all 5 nodes run the target',
      updated: '5/5',
      deployedDigest: digestOf('v2'),
    })
  })

  it(`writes nothing to the API in ${REST_SECONDS} s at rest`, async () => {
    assert.deepEqual(await writesAtLast(() => writesInARest(lab)), [])
    const all = await ourWritesSince(lab.controlPlane.auditLog, 0)
    assert.notEqual(all.length, 0, 'the audit log shows our writes at all')
  })

  it('reads well', async () => {
    const { stdout } = await lab.controlPlane.kubectl('get', 'bootcnodepools,bootcrollouts,bootcnodeupdates')
    console.log(stdout.replace(/^/gm, '      '))
    assert.match(stdout, /^bootcnodepool\S+\s+v2\s+[0-9a-f]{12}\s+5\/5\s+0\s+0\s+UpToDate\s+\d\w*$/m)
    const entry = /v2\s+[0-9a-f]{12}/.source
    const update = new RegExp(
      `^bootcnodeupdate\\S+full-1\\s+full\\s+Idle\\s+Succeeded\\s+${entry}\\s+${entry}\\s+\\d\\w*$`,
      'm',
    )
    assert.match(stdout, update)
  })

  it('is found by the label of its pool, which objects of an earlier operator get without being made again', async () => {
    const kinds = 'bootcrollouts,bootcpoolscopes,bootcnodeupdates'
    const selected = (...args: ReadonlyArray<string>) => kubectl(lab, 'get', ...args, '-l', 'node.bootc.dev/pool=full')
    const [updates, all] = await Promise.all([selected('bnu', '-o', 'name'), selected(kinds, '-o', 'name')])
    assert.equal(updates.trim().split('\n').length, 5)
    assert.equal(all.trim().split('\n').length, 7)
    const identity = [
      '-o',
      'jsonpath={range .items[*]}{.kind}/{.metadata.name} {.metadata.uid} {.metadata.generation}{"\\n"}{end}',
    ]
    const before = await selected(kinds, ...identity)
    const labels = ['node.bootc.dev/pool-', 'app.kubernetes.io/part-of-', 'app.kubernetes.io/managed-by-']
    // No one else may change labels of these kinds (docs/security.md, S5), and by a patch not even that one of the others.
    const operator = '--as=system:serviceaccount:bootc-operator:bootc-operator'
    await kubectl(lab, 'label', 'bootcnodeupdates', '--all', ...labels, operator)
    // A Node that is looked at again, as all are when the operator starts, labels its update.
    await kubectl(lab, 'annotate', 'nodes', '--all', 'example.com/looked-at=again')
    await until('the labels to be back', async () => (await selected(kinds, ...identity)) === before || undefined)
    assert.deepEqual(
      lab.nodes.all().map(({ machine }) => machine.reboots()),
      Array(5).fill(1),
    )
  })

  it('holds while paused, with nothing left cordoned, and goes on when resumed', async () => {
    const names = ['pause-1', 'pause-2', 'pause-3']
    await addNodes(lab, 'pause', names)
    await addProtectedPods(world, 'pause-2', 1) // So that the pause comes in the middle.
    const budget = budgetOf(lab, 'pause', 1)
    const wish = { name: 'pause', version: 'v2' }
    await applyPool(lab, { ...wish, rollout: { minReadySeconds: 3 } })
    await waitFor({
      what: 'the first node to be updated and the second one to be drained',
      seconds: PATIENCE_SECONDS,
      look: async () => {
        const { updated, message } = await poolState(lab, 'pause')
        return (updated === '1/3' && message.includes('pause-2 Draining')) || undefined
      },
    })
    await applyPool(lab, { ...wish, rollout: { minReadySeconds: 3, paused: true } })
    await untilPhase(lab, 'pause', 'Paused')
    await untilReleased(budget)
    await unprotect(world, 'pause-2')
    await sleep(6000)
    assert.deepEqual(await budget.live(), [], 'nothing starts in a paused pool')
    assert.deepEqual(
      names.map(name => lab.nodes.get(name).machine.reboots()),
      [1, 0, 0],
    )
    assert.match((await poolState(lab, 'pause')).message, /rollout.paused is true/)
    await applyPool(lab, { ...wish, rollout: { minReadySeconds: 3, paused: false } })
    await untilUpToDate(lab, 'pause')
    await assertKept(budget)
    assert.deepEqual(await bootedVersions(lab, names), Array(3).fill('v2'))
  })

  it('rolls two pools out side by side, each within its own budget', async () => {
    const [a, b] = [
      ['left-1', 'left-2'],
      ['right-1', 'right-2'],
    ] as const
    await addNodes(lab, 'left', a)
    await addNodes(lab, 'right', b)
    const budgets = [budgetOf(lab, 'left', 1), budgetOf(lab, 'right', 2)]
    await applyPool(lab, { name: 'left', version: 'v2' })
    await applyPool(lab, { name: 'right', version: 'v3', rollout: { maxUnavailable: '100%', minReadySeconds: 1 } })
    await untilUpToDate(lab, 'left')
    await untilUpToDate(lab, 'right')
    for (const budget of budgets) await assertKept(budget)
    assert.deepEqual(await bootedVersions(lab, [...a, ...b]), ['v2', 'v2', 'v3', 'v3'])
  })

  it('survives the loss of the hook server in the middle', async () => {
    const names = ['crash-1', 'crash-2', 'crash-3']
    await addNodes(lab, 'crash', names)
    const budget = budgetOf(lab, 'crash', 1)
    await applyPool(lab, { name: 'crash', version: 'v2' })
    await untilSome(budget)
    await lab.hooks.kill()
    await sleep(3000)
    await lab.hooks.start()
    await untilUpToDate(lab, 'crash')
    await assertKept(budget)
    assert.deepEqual(
      names.map(name => lab.nodes.get(name).machine.reboots()),
      [1, 1, 1],
      'each node rebooted once',
    )
  })

  it('survives an agent that is killed while it stages', async () => {
    await addNodes(lab, 'kill', ['kill-1', 'kill-2'], { host: { stageSeconds: 20 } })
    const budget = budgetOf(lab, 'kill', 1)
    await applyPool(lab, { name: 'kill', version: 'v2' })
    await until(
      'kill-1 to stage',
      async () => (await readUpdate(world, 'kill-1'))?.status?.phase === 'Staging' || undefined,
    )
    lab.nodes.get('kill-1').machine.killAgent()
    await untilUpToDate(lab, 'kill')
    await assertKept(budget)
    assert.equal(lab.nodes.get('kill-1').machine.reboots(), 1)
  })

  it('takes a Node in and lets one go in the middle', async () => {
    await addNodes(lab, 'change', ['change-1', 'change-2', 'change-3'])
    const budget = budgetOf(lab, 'change', 1)
    await applyPool(lab, { name: 'change', version: 'v2' })
    const [inFlight = ''] = await untilSome(budget)
    await lab.nodes.remove(inFlight)
    await addNodes(lab, 'change', ['change-4'])
    await waitFor({
      what: 'the new node to be updated',
      seconds: PATIENCE_SECONDS,
      look: async () => (await bootedVersions(lab, ['change-4']))[0] === 'v2' || undefined,
    })
    await untilUpToDate(lab, 'change')
    await assertKept(budget)
    const left = ['change-1', 'change-2', 'change-3', 'change-4'].filter(name => name !== inFlight)
    assert.deepEqual(await bootedVersions(lab, left), ['v2', 'v2', 'v2'])
    await waitFor({
      what: 'nothing to be left of the Node that went',
      seconds: PATIENCE_SECONDS,
      look: async () =>
        (await kubectl(lab, 'get', 'bnu', inFlight, '--ignore-not-found', '-o', 'name')) === '' || undefined,
    })
  })

  it('calls a node whose bootc talks nonsense Failed, starts nothing, and goes on by retry when it is well again', async () => {
    await addNodes(lab, 'bad', ['bad-1'])
    await addNodes(lab, 'bad', ['bad-2'], { faults: { status: 'garbage' } })
    const budget = budgetOf(lab, 'bad', 0)
    await applyPool(lab, { name: 'bad', version: 'v2' })
    await until('both agents to have told what they know', async () => {
      const [good, bad] = await Promise.all(['bad-1', 'bad-2'].map(name => readUpdate(world, name)))
      const isHeard = [good, bad].every(update => update?.status?.observedOrder === update?.spec.order?.id)
      const hasFailed = bad?.spec.order?.step === 'Stage' && bad.status?.phase === 'Failed'
      return (isHeard && good?.status?.ready !== undefined && hasFailed) || undefined
    })
    // How long nonsense may last before it counts; an agent that cannot be asked for a moment is no failure. Only now,
    // since an agent that is slow to answer would fail as well.
    await applyPool(lab, { name: 'bad', version: 'v2', rollout: { agentTimeoutSeconds: 5 } })
    const { message } = await untilPhase(lab, 'bad', 'Halted')
    assert.match(message, /1 of 2 nodes failed and failureThreshold is 1: bad-2 \(UnexpectedOutput\)/)
    await assertKept(budget)
    writeFaults(lab.nodes.get('bad-2').machine.layout, {})
    lab.nodes.get('bad-2').machine.killAgent() // An admin repairs the host and restarts its agent.
    await applyPool(lab, { name: 'bad', version: 'v2', rollout: { retry: 'repaired bad-2' } })
    await untilUpToDate(lab, 'bad')
    assert.deepEqual(await bootedVersions(lab, ['bad-1', 'bad-2']), ['v2', 'v2'])
  })

  it('leaves no node cordoned when its pool is deleted in the middle', async () => {
    await addNodes(lab, 'gone', ['gone-1', 'gone-2', 'gone-3'])
    await addPods(lab, 'gone-1', 1)
    const budget = budgetOf(lab, 'gone', 1)
    await applyPool(lab, { name: 'gone', version: 'v2' })
    await untilSome(budget)
    await kubectl(lab, 'delete', 'bnp', 'gone', '--wait=false', '--ignore-not-found')
    await untilReleased(budget)
    await waitFor({
      what: 'nothing to be left of the deleted pool',
      seconds: PATIENCE_SECONDS,
      look: async () => !(await kubectl(lab, 'get', 'bnu,bro,bps', '-o', 'name')).includes('gone') || undefined,
    })
    await assertKept(budget)
  })
})
