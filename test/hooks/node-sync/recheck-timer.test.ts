import assert from 'node:assert/strict'
import type { Node, Pod } from '../../../hooks/api/kubernetes'
import type { Drain } from '../../../hooks/api/slot'
import { createRecheckTimer } from '../../../hooks/node-sync/recheck-timer'
import { syncNode } from '../../../hooks/node-sync/sync'
import { aMember, joined } from '../../builders/a-member'
import { aNode } from '../../builders/a-node'
import { aPod } from '../../builders/a-pod'
import { anUpdate, rebootOrder } from '../../builders/an-update'
import { clusterWith } from '../../support/fake-cluster'
import { inAnotherBoot, inMark, onceDrained, requestOf } from './run-sync'

const at = (seconds: number): Date => new Date(Date.UTC(2026, 0, 2) + seconds * 1000)

describe('looks at drained Nodes', () => {
  it('are due again after as long as was said, under this mark', () => {
    const recheckTimer = createRecheckTimer()
    assert.equal(recheckTimer.dueIn('90', at(0)), undefined)
    recheckTimer.schedule('90', at(0), 10)
    assert.deepEqual(
      [recheckTimer.dueIn('90', at(0)), recheckTimer.dueIn('90', at(9)), recheckTimer.dueIn('90', at(10))],
      [10, 1, undefined],
    )
    assert.equal(recheckTimer.dueIn('91', at(1)), undefined)
  })

  it('are due at once when the clock was put back', () => {
    const recheckTimer = createRecheckTimer()
    recheckTimer.schedule('90', at(100), 10)
    assert.equal(recheckTimer.dueIn('90', at(99)), undefined)
  })

  it('count from the last one', () => {
    const recheckTimer = createRecheckTimer()
    recheckTimer.schedule('90', at(0), 10)
    recheckTimer.schedule('91', at(5), 10)
    recheckTimer.schedule('90', at(8), 10)
    recheckTimer.schedule('92', at(15), 10)
    assert.deepEqual(
      ['90', '91', '92'].map(mark => recheckTimer.dueIn(mark, at(15))),
      [3, undefined, 10],
    )
  })
})

describe('node-sync of a drained Node', () => {
  const syncing = (update = joined(aMember('n1', onceDrained))) => {
    let seconds = 0
    let looks = 0
    let pods: ReadonlyArray<Pod> = []
    let drain: Drain | undefined
    const sync = syncNode({
      cluster: clusterWith({
        readNode: async () => aNode('n1', inMark),
        patchNode: async () => 'done',
        recordEvent: () => undefined,
        evict: async () => ({ outcome: 'evicted' }),
        recentPodsOn: async () => {
          looks += 1
          return pods
        },
        readUpdate: async () => update,
        patchUpdate: async (_seen, { node }) => {
          drain = node?.drain
          return 'done'
        },
      }),
      now: () => at(seconds),
      operatorNode: undefined,
      operatorPod: undefined,
      onEffectFailure: () => {},
    })
    return {
      look: async (node: Node = aNode('n1', inMark)): Promise<readonly [string | undefined, number | undefined]> => {
        drain = aMember('n1', onceDrained).spec.drain
        const answer = await sync(requestOf({ node }))
        return [drain?.state, answer.resyncAfterSeconds]
      },
      looks: () => looks,
      pass: (more: number): void => {
        seconds += more
      },
      podComes: (): void => {
        pods = [aPod('late')]
      },
    }
  }

  it('looks at its pods once for all the syncs that our own writes set off, and finds who comes late', async () => {
    const { look, looks, pass, podComes } = syncing()
    assert.deepEqual(await look(), ['Drained', 60])
    pass(1)
    podComes()
    assert.deepEqual(await look(), ['Drained', 59])
    assert.equal(looks(), 1)
    pass(59)
    assert.deepEqual(await look(), ['Draining', 1])
    assert.equal(looks(), 2)
  })

  it('looks at once when somebody uncordoned it', async () => {
    const { look, looks } = syncing()
    await look()
    await look({ ...aNode('n1', inMark), spec: {} })
    assert.equal(looks(), 2)
  })

  it('looks also in another boot than it was ordered out of: it may be ordered to reboot again under this mark', async () => {
    const { look, podComes } = syncing(joined(aMember('n1', onceDrained), anUpdate('n1', rebootOrder('90'))))
    podComes()
    assert.deepEqual(await look(inAnotherBoot(aNode('n1', inMark))), ['Draining', 1])
  })
})
