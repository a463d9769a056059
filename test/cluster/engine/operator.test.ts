import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { readMark } from '../../../hooks/api/mark'
import { assertRan, joinNodes, machineOf, put, rebootsOf, untilUpdated } from '../support/acts'
import { type Story, tellTogether } from '../support/concurrent-stories'
import { assertKept } from '../support/pools'
import { poolPath, readMember, readNode, readUpdate, rolloutPath, until, untilPool } from '../support/views'
import { addPod, addProtectedPods, podPath, podsThatStayOn, readPod, unprotect } from '../support/workloads'
import type { World } from '../support/world'

const OPERATOR = 'bootc-operator'

/** The pod that the hook server takes itself for; like the real one it tolerates the cordon. */
const addOperatorPod = (world: World, node: string, name: string): Promise<void> =>
  addPod(world, { node, name, namespace: OPERATOR, toleratesCordon: true })

const untilEvicted = (world: World, name: string): Promise<true> =>
  until(`pod ${name} to be evicted`, async () => {
    const pod = await readPod(world, name, OPERATOR)
    return pod === undefined || pod.metadata.deletionTimestamp !== undefined || undefined
  })

/** What a Deployment does after an eviction: the process ends, and another pod starts on that node. */
const moveOperator = async (world: World, node: string, name: string): Promise<void> => {
  await world.lab.hooks.kill()
  await sleep(1100) // Creation times have whole seconds: this pod is not to seem older than the mark.
  await addOperatorPod(world, node, name)
  await world.lab.hooks.start({ NODE_NAME: node, POD_NAME: name, POD_NAMESPACE: OPERATOR })
}

const twoNodes: Story = {
  title:
    'of two nodes the one that runs the operator goes last; its pod is evicted last, and the rollout goes on elsewhere',
  tell: async world => {
    const names = ['op-1', 'op-2']
    await joinNodes(world, 'op', names)
    await addOperatorPod(world, 'op-1', 'operator-a')
    await addPod(world, { node: 'op-1', name: 'op-1-app' })
    await sleep(1500) // Creation times have whole seconds: these pods are to be older than the mark.
    const budget = world.budget('op', 1)
    await put(world, { name: 'op', version: 'v2' })
    await until('op-1 to be known as the node of the operator', async () => {
      return (await readMember(world, 'op-1'))?.runsOperator === true || undefined
    })
    await untilEvicted(world, 'operator-a')
    assert.deepEqual(rebootsOf(world, ['op-2']), [1], 'the other node came first, though its name is later')
    assert.deepEqual(await podsThatStayOn(world, 'op-1'), [], 'everything else left before the operator')
    await moveOperator(world, 'op-2', 'operator-b')
    await untilUpdated(world, 'op')
    assert.equal((await readMember(world, 'op-1'))?.runsOperator, false)
    await assertKept(budget)
    assertRan(world, names, ['v2', 'v2'], [1, 1])
  },
}

const oneNode: Story = {
  title: 'the only node, which runs the operator, is drained and rebooted: the operator is put back there and finishes',
  tell: async world => {
    await joinNodes(world, 'solo', ['solo-1'], { rebootSeconds: 2 })
    await addOperatorPod(world, 'solo-1', 'operator-a')
    await addPod(world, { node: 'solo-1', name: 'solo-1-app' })
    await sleep(1500) // As above.
    const budget = world.budget('solo', 1)
    await put(world, { name: 'solo', version: 'v2' })
    await untilEvicted(world, 'operator-a')
    await moveOperator(world, 'solo-1', 'operator-b')
    await until('solo-1 to reboot', async () => {
      return !machineOf(world, 'solo-1').isUp() || machineOf(world, 'solo-1').reboots() > 0 || undefined
    })
    await world.lab.hooks.kill()
    await until('solo-1 to be up again', async () => machineOf(world, 'solo-1').isUp() || undefined)
    await world.lab.hooks.start({ NODE_NAME: 'solo-1', POD_NAME: 'operator-b', POD_NAMESPACE: OPERATOR })
    await untilUpdated(world, 'solo')
    assert.equal((await readPod(world, 'operator-b', OPERATOR))?.metadata.deletionTimestamp, undefined)
    await world.api.remove(podPath('operator-b', OPERATOR))
    await assertKept(budget)
    assertRan(world, ['solo-1'], ['v2'], [1])
  },
}

const killedInADrain: Story = {
  title:
    'the hook server is killed during a drain: started again it goes on with the same slot, and one reboot follows',
  tell: async world => {
    const names = ['kill-1', 'kill-2']
    await joinNodes(world, 'kill', names)
    await addProtectedPods(world, 'kill-1', 1)
    const budget = world.budget('kill', 1)
    await put(world, { name: 'kill', version: 'v2' })
    await untilPool(world, 'kill', /kill-1 Draining .*blocked by/)
    const mark = (await readMember(world, 'kill-1'))?.slot?.id
    await world.lab.hooks.kill()
    await unprotect(world, 'kill-1')
    await sleep(2000)
    assert.equal((await podsThatStayOn(world, 'kill-1')).length, 1, 'nobody else evicts')
    await world.lab.hooks.start()
    await until('kill-1 to reboot', async () => machineOf(world, 'kill-1').reboots() > 0 || undefined)
    assert.equal((await readMember(world, 'kill-1'))?.slot?.id ?? mark, mark)
    await untilUpdated(world, 'kill')
    await assertKept(budget)
    assertRan(world, names, ['v2', 'v2'], [1, 1])
  },
}

/** With its agent frozen the node stays as it was ordered, however long the hooks are away. */
const poolGone: Story = {
  title:
    'a pool is deleted with the hooks down and a reboot ordered: its order goes, then the mark, and nothing reboots',
  tell: async world => {
    await joinNodes(world, 'gone', ['gone-1'])
    await addProtectedPods(world, 'gone-1', 1)
    await put(world, { name: 'gone', version: 'v2', rollout: { agentTimeoutSeconds: 0 } })
    await untilPool(world, 'gone', /gone-1 Draining .*blocked by/)
    const pid = await until('the agent to run', async () => machineOf(world, 'gone-1').pid())
    process.kill(pid, 'SIGSTOP')
    await unprotect(world, 'gone-1')
    await until('gone-1 to be ordered to reboot', async () => {
      return (await readUpdate(world, 'gone-1'))?.spec.order?.step === 'Reboot' || undefined
    })
    await world.lab.hooks.kill()
    await world.api.remove(poolPath('gone'))
    await until('the rollout to go', async () => (await world.api.get(rolloutPath('gone'))) === undefined || undefined)
    assert.equal((await readUpdate(world, 'gone-1'))?.spec.order?.step, 'Reboot', 'nobody else takes it back')
    await world.lab.hooks.start()
    await until('the update of gone-1 to go', async () => {
      return (await readUpdate(world, 'gone-1')) === undefined || undefined
    })
    const { metadata, spec } = await readNode(world, 'gone-1')
    assert.deepEqual([readMark(metadata).state, spec?.unschedulable ?? false], ['none', false])
    process.kill(pid, 'SIGCONT')
    await sleep(3000)
    assertRan(world, ['gone-1'], ['v1'], [0])
  },
}

// Each has a lab of its own, since it takes the hook server away from everybody.
tellTogether(
  'the operator, on one of two nodes',
  { operator: [twoNodes] },
  {
    NODE_NAME: 'op-1',
    POD_NAME: 'operator-a',
    POD_NAMESPACE: OPERATOR,
  },
)
tellTogether(
  'the operator, on the only node',
  { operator: [oneNode] },
  {
    NODE_NAME: 'solo-1',
    POD_NAME: 'operator-a',
    POD_NAMESPACE: OPERATOR,
  },
)
tellTogether('the operator, killed', { operator: [killedInADrain] })
tellTogether('the operator, away while a pool goes', { operator: [poolGone] })
