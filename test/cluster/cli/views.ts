import assert from 'node:assert/strict'
import { joinNodes, put, untilUpdated } from '../support/acts'
import type { Story } from '../support/concurrent-stories'
import { bootc, completed, startBootc } from '../support/kubectl-bootc'
import { until, untilPool } from '../support/views'
import { addProtectedPods, unprotect } from '../support/workloads'

const blockedDrain: Story = {
  title: 'status, why, plan and history tell of a drain that a budget blocks, and of the end of the rollout',
  tell: async world => {
    const { lab } = world
    await joinNodes(world, 'tell', ['tell-1', 'tell-2', 'tell-3'])
    await addProtectedPods(world, 'tell-1', 1)
    await put(world, { name: 'tell', version: 'v2' })
    await untilPool(world, 'tell', /tell-1 Draining .*blocked by/)
    const follower = startBootc(lab, 'status', 'tell', '--watch')
    world.atEnd(() => void follower.process.kill())
    await until('the watch to show the drain', async () => /0 of 3 nodes updated/.test(follower.soFar()) || undefined)

    const tree = await bootc(lab, 'status', 'tell')
    assert.equal(tree.code, 0, tree.stderr)
    assert.match(tree.stdout, /^tell {2}Progressing {2}target v2 \([0-9a-f]{12}\)$/m)
    assert.match(tree.stdout, /0 of 3 nodes updated\n/)
    assert.match(
      tree.stdout,
      /├─ tell-1 {2}Draining +█+░+ {2}is draining \(1 pod left\), .*blocked by default\/tell-1-app-0: /,
    )
    assert.match(tree.stdout, /no estimate: the drain of tell-1 is blocked\n/)

    const why = await bootc(lab, 'why', 'tell-1')
    assert.match(why.stdout, /^tell-1 is Draining in pool tell\n/)
    assert.match(why.stdout, /blocked by +default\/tell-1-app-0: .*disruption budget/)
    assert.match(
      (await bootc(lab, 'why', 'tell-3')).stdout,
      /reason +WaitingForSlot: it is waiting for a slot \(1 node goes first: maxUnavailable/,
    )

    assert.equal((await completed(lab, 'why', 'tell-1', 'tell-')).stdout, 'tell-2\ntell-3\n:4\n')

    const plan = JSON.parse((await bootc(lab, 'plan', 'tell', '-o', 'json')).stdout)
    assert.deepEqual(plan.batches, [['tell-1'], ['tell-2'], ['tell-3']])
    assert.deepEqual(
      plan.closed.map(({ reason }: { reason: string }) => reason),
      ['NoFreeSlot'],
    )

    await unprotect(world, 'tell-1')
    await untilUpdated(world, 'tell')
    await until('the watch to show the end', async () => /3 of 3 nodes updated/.test(follower.soFar()) || undefined, {
      shown: async () => follower.soFar().slice(-600),
    })
    follower.process.kill('SIGINT')
    assert.equal((await follower.end).code, 0)
    assert.match((await bootc(lab, 'history', 'tell')).stdout, /^IMAGE.*\nv2 \([0-9a-f]{12}\) {2}Completed +3 +0 /)
    assert.match((await bootc(lab, 'why', 'tell-1')).stdout, /reason +nothing is in its way: it runs what it should/)
  },
}

const strangers: Story = {
  title: 'what cannot be answered is said on standard error, with an exit code of its own',
  tell: async ({ lab }) => {
    const cases = [
      { args: ['status', 'nobody'], code: 3, says: /there is no BootcNodePool "nobody"/ },
      { args: ['why', 'nobody'], code: 3, says: /there is no Node "nobody"/ },
      { args: ['status', '-o', 'table'], code: 2, says: /--output: expected json, yaml, name or wide, got "table"/ },
      { args: ['stauts'], code: 2, says: /unknown command 'stauts'/ },
      { args: ['status', '--context', 'elsewhere'], code: 1, says: /the kubeconfig has no context "elsewhere"/ },
      { args: ['status', '--kubeconfig', '/no/file'], code: 1, says: /there is no file \/no\/file/ },
    ]
    for (const { args, code, says } of cases) {
      const told = await bootc(lab, ...args)
      assert.equal(told.code, code, `${args.join(' ')}: ${told.stderr}`)
      assert.match(told.stderr, says)
      assert.equal(told.stdout, '')
    }
  },
}

export const views: ReadonlyArray<Story> = [blockedDrain, strangers]
