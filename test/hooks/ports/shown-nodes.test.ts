import assert from 'node:assert/strict'
import { createShownNodes } from '../../../hooks/ports/shown-nodes'
import { aNode } from '../../builders/a-node'

describe('the Nodes that were shown', () => {
  const showing = () => {
    let minutes = 0
    const nodes = createShownNodes(() => new Date(minutes * 60_000))
    return {
      ...nodes,
      pass: (more: number): void => {
        minutes += more
      },
    }
  }

  it('are known for ten minutes, without what hooks do not read', () => {
    const { show, last, pass } = showing()
    const node = aNode('n1')
    show('n1', { ...node, status: { ...node.status, ...{ images: ['many'] } } })
    pass(9)
    assert.deepEqual(Object.keys(last('n1')?.status ?? {}), ['conditions', 'nodeInfo'])
    assert.equal(last('n1')?.metadata.resourceVersion, node.metadata.resourceVersion)
    pass(1)
    assert.equal(last('n1'), undefined)
  })

  it('are those of the last time', () => {
    const { show, last, pass } = showing()
    show('n1', aNode('n1'))
    pass(9)
    show(
      'n1',
      aNode('n1', node => ({ ...node, spec: { unschedulable: true } })),
    )
    pass(9)
    assert.equal(last('n1')?.spec?.unschedulable, true)
  })

  it('are not known after a clock has jumped back', () => {
    const { show, last, pass } = showing()
    show('n1', aNode('n1'))
    pass(-1)
    assert.equal(last('n1'), undefined)
  })
})
