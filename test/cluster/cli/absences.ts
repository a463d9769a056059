import assert from 'node:assert/strict'
import { NODE_SLOT_LABEL } from '../../../hooks/api/names'
import { joinNodes, put } from '../support/acts'
import type { Story } from '../support/concurrent-stories'
import { bootc } from '../support/kubectl-bootc'
import { readNode, untilPool } from '../support/views'
import { addProtectedPods } from '../support/workloads'

const released: Story = {
  title: 'doctor says what is missing, and release frees a node that a lost operator left cordoned',
  tell: async world => {
    const { lab } = world
    await joinNodes(world, 'left', ['left-1'])
    await addProtectedPods(world, 'left-1', 1)
    await put(world, { name: 'left', version: 'v2' })
    await untilPool(world, 'left', /left-1 Draining .*blocked by/)
    await lab.hooks.kill()

    const refused = await bootc(lab, 'release', 'left-1')
    assert.equal(refused.code, 4)
    assert.match(refused.stderr, /pool left is not paused and would take the node again; kubectl bootc pause left/)
    assert.equal((await bootc(lab, 'pause', 'left')).code, 0)

    const doctor = await bootc(lab, 'doctor')
    assert.equal(doctor.code, 4)
    assert.match(doctor.stdout, /^ok +API server +Kubernetes v1\./m)
    assert.match(doctor.stdout, /^ok +kind bootcnodepools +v1alpha1 is served/m)
    assert.match(doctor.stdout, /^ok +controller bootc-node-sync +is registered/m)
    assert.match(doctor.stdout, /^failed +operator +no pod is available/m)
    assert.match(doctor.stdout, /^failed +pool left +has an edit that the operator has not seen/m)

    const done = await bootc(lab, 'release', 'left-1')
    assert.equal(done.code, 0, done.stderr)
    assert.equal(done.stdout, 'left-1: its mark is gone, and it is uncordoned\n')
    const node = await readNode(world, 'left-1')
    assert.equal(node.spec?.unschedulable ?? false, false)
    assert.equal(node.metadata.labels?.[NODE_SLOT_LABEL], undefined)
    assert.equal((await bootc(lab, 'release', 'left-1')).code, 4, 'there is nothing left to release')
  },
}

export const absences: ReadonlyArray<Story> = [released]
