import assert from 'node:assert/strict'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { CLOCK_SLACK_MS } from '../../hooks/api/clocks'
import { waitFor } from '../../testbed/control-plane/wait-for'
import { type Lab, startLab } from '../../testbed/lab/lab'
import {
  addJob,
  addPod,
  evictionsOf,
  finishPod,
  memberOf,
  nodeState,
  type PodWish,
  podsLeft,
  protectPod,
  relax,
  untilDrain,
  untilTold,
} from './support/drains'
import { endLab } from './support/end-lab'
import { kubectl } from './support/kubectl'
import { addNodes, applyPool, untilUpToDate } from './support/pools'
import { PATIENCE_SECONDS } from './support/views'

/** How long a blocked drain is watched, in seconds, and how many evictions of one pod that may cost. */
const WATCHED_SECONDS = 12
const MOST_EVICTIONS = 5

describe('a drain on a real API server', () => {
  const dir = mkdtempSync(join(tmpdir(), 'bootc-drain-'))
  let lab: Lab

  before(async function () {
    this.timeout(900_000) // The first run builds the Kubernetes programs.
    lab = await startLab({ dir, cacheLagMs: 50, log: line => console.log(`      ${line}`) })
  })
  after(async function () {
    this.timeout(300_000)
    await endLab(this.test, { lab, dir })
  })

  /** A node of a pool of its own, with a pod that a budget keeps there. */
  const blocked = async (
    story: string,
    {
      besides = [],
      ...wish
    }: {
      readonly rollout?: Readonly<Record<string, unknown>>
      readonly besides?: ReadonlyArray<Omit<PodWish, 'node'>>
    } = {},
  ) => {
    const [node, pod] = [`${story}-1`, `${story}-db`]
    await addNodes(lab, story, [node])
    await addPod(lab, { name: pod, node, owner: 'ReplicaSet' })
    await protectPod(lab, pod)
    for (const other of besides) await addPod(lab, { ...other, node })
    await applyPool(lab, { name: story, version: 'v2', ...wish })
    return { node, pod }
  }

  const untilFree = (node: string): Promise<true> =>
    waitFor({
      what: `${node} to be uncordoned and unmarked`,
      seconds: PATIENCE_SECONDS,
      look: async () => {
        const { cordoned, marked } = await nodeState(lab, node)
        return (!cordoned && !marked) || undefined
      },
    })

  const untilNoUpdate = (node: string): Promise<true> =>
    waitFor({
      what: `the update of ${node} to go`,
      seconds: PATIENCE_SECONDS,
      look: async () => (await memberOf(lab, node)) === undefined || undefined,
    })

  it('names the budget that blocks it, asks rarely, and ends when the budget allows', async () => {
    const from = Date.now()
    const { node, pod } = await blocked('budget')
    const { drain } = await untilDrain(lab, node, 'Blocked')
    const reason = `The disruption budget ${pod}-budget needs 1 healthy pods and has 1 currently`
    assert.deepEqual(drain?.blockers, [{ pod: `default/${pod}`, reason }])
    const [told = '', ...more] = await untilTold(lab, node, 'DrainBlocked')
    assert.ok(told.includes(reason), told)
    assert.deepEqual(more, [])
    await sleep(WATCHED_SECONDS * 1000)
    await waitFor({
      what: 'the eviction to be asked for again',
      seconds: PATIENCE_SECONDS,
      look: async () => (await evictionsOf(lab, pod)) >= 2 || undefined,
    })
    const asked = await evictionsOf(lab, pod)
    const seconds = (Date.now() - from) / 1000
    assert.ok(asked <= (MOST_EVICTIONS * seconds) / WATCHED_SECONDS, `${asked} evictions in ${seconds} s`)
    assert.equal(lab.nodes.get(node).machine.reboots(), 0)
    await relax(lab, pod)
    await untilUpToDate(lab, 'budget')
    assert.deepEqual(await podsLeft(lab, pod), [])
    await untilTold(lab, node, 'Updated')
    assert.deepEqual(await nodeState(lab, node).then(({ cordoned, marked }) => [cordoned, marked]), [false, false])
  })

  it('evicts only what it may, and waits for what it may not', async () => {
    const node = 'settings-1'
    await addNodes(lab, 'settings', [node])
    await addPod(lab, { name: 'settings-bare', node })
    await addPod(lab, { name: 'settings-data', node, owner: 'ReplicaSet', emptyDir: true })
    await addPod(lab, { name: 'settings-web', node, owner: 'ReplicaSet' })
    await addPod(lab, { name: 'settings-daemon', node, owner: 'DaemonSet', emptyDir: true })
    await addPod(lab, { name: 'settings-mirror', node, mirror: true })
    await applyPool(lab, { name: 'settings', version: 'v2', drain: { force: false, deleteEmptyDirData: false } })
    await waitFor({
      what: 'settings-web to be evicted',
      seconds: PATIENCE_SECONDS,
      look: async () => (await podsLeft(lab, 'settings-web')).length === 0 || undefined,
    })
    const member = await waitFor({
      what: 'two pods to remain',
      seconds: PATIENCE_SECONDS,
      look: async () => {
        const found = await memberOf(lab, node)
        return found?.drain?.remaining === 2 ? found : undefined
      },
    })
    assert.deepEqual(
      member.drain?.blockers.map(({ pod, reason }) => `${pod}: ${reason}`),
      [
        'default/settings-bare: no controller would replace it and drain.force is false',
        'default/settings-data: it has emptyDir data and drain.deleteEmptyDirData is false',
      ],
    )
    const gone = ['settings-bare', 'settings-data', '-n', 'default', '--wait=false', '--ignore-not-found']
    await kubectl(lab, 'delete', 'pod', ...gone)
    await untilUpToDate(lab, 'settings')
    const spared = ['settings-bare', 'settings-data', 'settings-daemon', 'settings-mirror']
    assert.deepEqual(await Promise.all(spared.map(pod => evictionsOf(lab, pod))), [0, 0, 0, 0])
    assert.deepEqual(await podsLeft(lab, ...spared), ['settings-daemon', 'settings-mirror'])
  })

  it('leaves a Job that the pool waits for to its end, beside a pod that a budget keeps for a while', async () => {
    const labels = { 'example.com/long-job': 'true' }
    const [node, db] = ['patient-1', 'patient-db']
    await addNodes(lab, 'patient', [node])
    const job = await addJob(lab, { name: 'patient-job', node, labels })
    await addPod(lab, { name: db, node, owner: 'ReplicaSet' })
    await protectPod(lab, db)
    await applyPool(lab, { name: 'patient', version: 'v2', drain: { waitForPods: { matchLabels: labels } } })
    const { drain } = await untilDrain(lab, node, 'Blocked')
    const left = { pod: `default/${job}`, reason: 'it is left to end by itself (drain.waitForPods)' }
    assert.deepEqual(
      drain?.blockers.map(({ pod }) => pod),
      [`default/${db}`, left.pod],
    )
    await relax(lab, db)
    const member = await waitFor({
      what: 'the Job alone to be waited for',
      seconds: PATIENCE_SECONDS,
      look: async () => {
        const found = await memberOf(lab, node)
        return found?.drain?.remaining === 1 && found.drain.state === 'Draining' ? found : undefined
      },
    })
    assert.deepEqual(member.drain?.blockers, [left])
    await sleep(WATCHED_SECONDS * 1000)
    assert.deepEqual([await evictionsOf(lab, job), lab.nodes.get(node).machine.reboots()], [0, 0])
    await finishPod(lab, job)
    await kubectl(lab, 'wait', '--for=condition=Complete', '--timeout=240s', 'job', 'patient-job', '-n', 'default')
    await untilUpToDate(lab, 'patient')
    assert.equal(await evictionsOf(lab, job), 0)
  })

  it('cordons again what an admin uncordons, and waits for no pod that tolerates the cordon', async () => {
    const before = { name: 'cordon-before', owner: 'ReplicaSet', toleratesCordon: true } as const
    const { node, pod } = await blocked('cordon', { besides: [before] })
    await untilDrain(lab, node, 'Blocked')
    await kubectl(lab, 'uncordon', node)
    const told = await untilTold(lab, node, 'Recordoned')
    assert.match(told.join(), /this node was uncordoned while pool cordon updates it/)
    assert.equal(told.length, 1, 'told once')
    assert.equal((await nodeState(lab, node)).cordoned, true)
    // A creationTimestamp is in whole seconds: this pod must not seem as old as the mark, clocks of API servers aside.
    await sleep(CLOCK_SLACK_MS + 1100)
    await addPod(lab, { name: 'cordon-after', node, owner: 'ReplicaSet', toleratesCordon: true })
    await relax(lab, pod)
    await untilUpToDate(lab, 'cordon')
    assert.deepEqual(await podsLeft(lab, pod, 'cordon-before', 'cordon-after'), ['cordon-after'])
    assert.equal(await evictionsOf(lab, 'cordon-after'), 0)
  })

  it('times out, says so, and asks no more', async () => {
    const { node, pod } = await blocked('timeout', { rollout: { minReadySeconds: 1, drainTimeoutSeconds: 20 } })
    const told = await untilTold(lab, node, 'DrainTimedOut')
    assert.match(told.join(), /^1 pod did not leave within 20 s of .*: default\/timeout-db/)
    const asked = await evictionsOf(lab, pod)
    await sleep(WATCHED_SECONDS * 1000)
    assert.equal(await evictionsOf(lab, pod), asked)
    assert.deepEqual(await podsLeft(lab, pod), [pod])
    assert.equal(lab.nodes.get(node).machine.reboots(), 0)
    await kubectl(lab, 'delete', 'bnp', 'timeout', '--wait=false', '--ignore-not-found')
    await untilFree(node)
  })

  it('ends with its pool: the node is free again, and the pod still runs', async () => {
    const { node, pod } = await blocked('nopool')
    await untilDrain(lab, node, 'Blocked')
    await kubectl(lab, 'delete', 'bnp', 'nopool', '--wait=false', '--ignore-not-found')
    await untilFree(node)
    await untilTold(lab, node, 'StaleSlotRemoved')
    assert.deepEqual(await podsLeft(lab, pod), [pod])
    assert.equal(lab.nodes.get(node).machine.reboots(), 0)
    await untilNoUpdate(node)
  })

  it('ends with its Node: a new one of the same name inherits nothing', async () => {
    const { node, pod } = await blocked('nonode')
    await untilDrain(lab, node, 'Blocked')
    const before = await nodeState(lab, node)
    await kubectl(lab, 'delete', 'node', node, '--wait=false', '--ignore-not-found')
    await untilNoUpdate(node)
    await lab.nodes.get(node).kubelet.reRegister()
    const member = await waitFor({
      what: 'the new Node to have an update',
      seconds: PATIENCE_SECONDS,
      look: () => memberOf(lab, node),
    })
    const after = await nodeState(lab, node)
    assert.notEqual(after.uid, before.uid)
    assert.equal(member.nodeUID, after.uid)
    assert.deepEqual([member.slot, member.drain, member.failed], [undefined, undefined, undefined])
    await sleep(5000)
    const { cordoned, marked } = await nodeState(lab, node)
    assert.deepEqual([cordoned, marked], [false, false], 'its agent has not reported for the new Node')
    assert.deepEqual(await podsLeft(lab, pod), [pod])
  })
})
