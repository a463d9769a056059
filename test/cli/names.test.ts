import assert from 'node:assert/strict'
import { nodeName, poolName } from '../../cli/names'

describe('a name of', () => {
  it('a pool may come with its type', () => {
    for (const text of [
      'workers',
      'bnp/workers',
      'BootcNodePool/workers',
      'bootcnodepools.node.bootc.dev/workers',
      'bro/workers',
    ]) {
      assert.equal(poolName(text), 'workers')
    }
  })

  it('a node may come with its type', () => {
    for (const text of ['n1', 'node/n1', 'nodes/n1', 'bnu/n1', 'bootcnodeupdates.v1alpha1.node.bootc.dev/n1']) {
      assert.equal(nodeName(text), 'n1')
    }
  })

  it('something else is refused', () => {
    for (const text of ['node/n1', 'bnp/', 'bnp/a/b', 'pods/a']) {
      assert.throws(
        () => poolName(text),
        ({ exit, message }) => exit === 2 && message.includes(text),
      )
    }
  })
})
