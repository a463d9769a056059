import assert from 'node:assert/strict'
import { NODE_SLOT_LABEL } from '../../../hooks/api/names'
import { aMember, being, marked } from '../../builders/a-member'
import { aNode, aSlot, labelled } from '../../builders/a-node'
import { aRollout, withSettings } from '../../builders/a-rollout'
import { anUpdate, inBoot, running, staged } from '../../builders/an-update'
import { NEW } from '../../builders/digests'
import { aCount } from '../../builders/settings'
import { ATTEMPT, MARK, NOW, type SceneNode, syncScene } from './one-sync'

/** As the API server answers when a validating webhook denies a request (apiserver, admission/plugin/webhook/errors). */
const DENIED = {
  kind: 'api-refused',
  call: 'PATCH /api/v1/nodes/n1',
  status: 403,
  reason: 'Forbidden',
  message: 'admission webhook "protect.example" denied the request: n1 is protected',
}

const ready = (name: string): SceneNode => ({ member: aMember(name), update: anUpdate(name, staged()) })
const finished = (name: string): SceneNode => ({
  member: being({ bootID: 'boot-2' })(aMember(name, marked(MARK, ATTEMPT, 'Drained'))),
  update: anUpdate(name, running(NEW), inBoot('boot-2/0')),
})
const budget = (maxUnavailable: number) => aRollout(withSettings({ maxUnavailable: aCount(maxUnavailable) }))

/** Nodes whose PATCH ends otherwise than well; what was done to the others. */
const patching = (outcomes: Readonly<Record<string, () => Promise<'done' | 'conflict' | 'gone'>>>) => {
  const done: string[] = []
  return {
    done,
    patchNode: async (name: string) => {
      const outcome = await (outcomes[name] ?? (async () => 'done' as const))()
      if (outcome === 'done') done.push(name)
      return outcome
    },
  }
}

const denied = (): Promise<never> => Promise.reject(DENIED)

describe('a Node that cannot be written', () => {
  it('because a webhook denies it is named, and the next candidate gets the slot', async () => {
    const { done, patchNode } = patching({ n1: denied })
    const { status, again } = await syncScene({
      nodes: [ready('n1'), ready('n2'), ready('n3')],
      cluster: { patchNode },
    })
    assert.deepEqual(done, ['n2'])
    assert.match(status.message ?? '', /tried again soon: mark n1: admission webhook "protect.example" denied/)
    assert.equal(again, 2)
  })

  it('because it changes all the time is named, and the next candidate gets the slot', async () => {
    const { done, patchNode } = patching({ n1: async () => 'conflict' })
    const { status } = await syncScene({ nodes: [ready('n1'), ready('n2')], cluster: { patchNode } })
    assert.deepEqual(done, ['n2'])
    assert.match(status.message ?? '', /n1 waits: its Node changed while it was being marked/)
  })

  it('whose mark holds although the answer was lost takes its slot: no other gets it', async () => {
    const { done, patchNode } = patching({ n1: () => Promise.reject(new Error('the connection was lost')) })
    let looks = 0
    const mark = { name: 'n1', labels: { [NODE_SLOT_LABEL]: 'workers' }, slot: aSlot({ since: NOW }) }
    const markedNodes = async () => (looks++ === 0 ? [] : [mark])
    await syncScene({ nodes: [ready('n1'), ready('n2')], cluster: { patchNode, markedNodes } })
    assert.deepEqual(done, [])
  })

  it('keeps its mark, and no other node from giving its own back', async () => {
    const { done, patchNode } = patching({ n1: denied })
    const { status } = await syncScene({
      rollout: budget(2),
      nodes: [finished('n1'), finished('n2')],
      cluster: { patchNode },
    })
    assert.deepEqual(done, ['n2'])
    assert.match(status.message ?? '', /unmark n1: admission webhook/)
  })

  it('keeps nobody from being looked for that was marked beyond the budget', async () => {
    const since = (second: number): string => `2026-01-02T00:14:0${second}.000Z`
    const marks = ['n3', 'n4', 'n5'].map((name, i) => ({
      name,
      labels: { [NODE_SLOT_LABEL]: 'workers' },
      slot: aSlot({ id: `8${i}`, since: since(i) }),
    }))
    let looks = 0
    const unmarked: string[] = []
    const { status } = await syncScene({
      nodes: [ready('n1')],
      cluster: {
        markedNodes: async () => (looks++ === 0 ? [] : marks),
        readNode: async name => {
          const mark = marks.find(other => other.name === name)
          return mark === undefined
            ? aNode(name)
            : aNode(name, labelled(mark.labels), node => ({
                ...node,
                metadata: { ...node.metadata, annotations: { 'node.bootc.dev/slot': JSON.stringify(mark.slot) } },
              }))
        },
        patchNode: async name => {
          if (name !== 'n5') throw DENIED
          unmarked.push(name)
          return 'done'
        },
      },
    })
    assert.deepEqual(unmarked, ['n5'], 'n4 comes before it, and its unmark is refused')
    assert.match(status.message ?? '', /mark n1: admission webhook.* and 1 more/)
  })

  it('is one problem of several: the first is told, the others are counted', async () => {
    const { patchNode } = patching({ n1: denied, n2: denied })
    const { status } = await syncScene({ nodes: [ready('n1'), ready('n2')], cluster: { patchNode } })
    assert.match(status.message ?? '', /mark n1: admission webhook.* and 1 more$/)
  })
})
