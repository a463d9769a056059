import assert from 'node:assert/strict'
import { PATHS } from '../../cli/cluster/fleet'
import { isCommandError } from '../../cli/exit'
import { releaseNode } from '../../cli/steer/release-node'
import type { BootcNodePool } from '../../hooks/api/bootc-node-pool'
import type { BootcNodeUpdate } from '../../hooks/api/bootc-node-update'
import type { Node } from '../../hooks/api/kubernetes'
import { NODE_KEEP_CORDONED_ANNOTATION, NODE_SLOT_ANNOTATION, NODE_SLOT_LABEL } from '../../hooks/api/names'
import type { NodePatch, PatchOutcome } from '../../hooks/ports/cluster'
import { aNode, annotated, aSlot, carrying, cordoned } from '../builders/a-node'
import { aPool, withRollout } from '../builders/a-pool'
import { anUpdate, rebootOrder } from '../builders/an-update'
import { asJson } from '../support/as-json'
import { clusterWith } from '../support/fake-cluster'
import { apiWith } from './support/fake-api'

interface Given {
  readonly node?: Node
  readonly pool?: BootcNodePool
  readonly update?: BootcNodeUpdate
  /** Of the patches, in their order; the last one for all that follow. Default done. */
  readonly outcomes?: ReadonlyArray<PatchOutcome>
}

const released = async ({ node, pool, update, outcomes = ['done'] }: Given) => {
  const patches: Array<readonly [string, NodePatch]> = []
  const cluster = clusterWith({
    readNode: async () => node,
    readUpdate: async () => update,
    patchNode: async (_, version, patch) => {
      patches.push([version, patch])
      return outcomes[patches.length - 1] ?? outcomes.at(-1) ?? 'done'
    },
  })
  const api = apiWith({ [PATHS.pools]: pool === undefined ? [] : [pool] })
  const answer = await releaseNode({ api, cluster }, 'n1').then(
    ({ data }) => data,
    (error: unknown) => (isCommandError(error) ? `${error.exit}: ${error.message}` : Promise.reject(error)),
  )
  return { answer, patches }
}

const marked = aNode('n1', carrying(aSlot()))
const gone = { labels: { [NODE_SLOT_LABEL]: null }, annotations: { [NODE_SLOT_ANNOTATION]: null } }

describe('kubectl bootc release', () => {
  it('takes mark and cordon away in one write, bound to what was read', async () => {
    const { answer, patches } = await released({ node: marked })
    assert.deepEqual(answer, { node: 'n1', released: true, uncordoned: true })
    assert.deepEqual(patches, [['100', { ...gone, unschedulable: false }]])
  })

  const left = [
    { name: 'was there before the mark', node: aNode('n1', carrying(aSlot({ uncordon: false }))) },
    { name: 'an admin wants to keep', node: annotated({ [NODE_KEEP_CORDONED_ANNOTATION]: '' })(marked) },
  ]
  for (const { name, node } of left) {
    it(`leaves a cordon that ${name}`, async () => {
      const { answer, patches } = await released({ node })
      assert.deepEqual(answer, { node: 'n1', released: true, uncordoned: false })
      assert.deepEqual(asJson(patches), [['100', gone]])
    })
  }

  it('works on a node of a paused pool', async () => {
    const { patches } = await released({ node: marked, pool: aPool(withRollout({ paused: true })) })
    assert.equal(patches.length, 1)
  })

  const refusals: ReadonlyArray<Given & { readonly name: string; readonly want: RegExp }> = [
    {
      name: 'a node that may still reboot',
      node: marked,
      update: anUpdate('n1', rebootOrder('90')),
      want: /^4: n1 has an order to reboot/,
    },
    { name: 'a node whose pool goes on', node: marked, pool: aPool(), want: /^4: pool workers is not paused/ },
    {
      name: 'a node that somebody else cordoned',
      node: aNode('n1', cordoned),
      want: /^4: n1 has no mark .* kubectl uncordon n1/,
    },
    { name: 'a node that is not there', want: /^3: there is no Node "n1"/ },
  ]
  for (const { name, want, ...given } of refusals) {
    it(`refuses ${name}, and writes nothing`, async () => {
      const { answer, patches } = await released(given)
      assert.match(String(answer), want)
      assert.deepEqual(patches, [])
    })
  }

  it('looks anew when the Node changed at the same moment', async () => {
    const { answer, patches } = await released({ node: marked, outcomes: ['conflict', 'conflict', 'done'] })
    assert.deepEqual(answer, { node: 'n1', released: true, uncordoned: true })
    assert.equal(patches.length, 3)
  })

  it('gives up on a Node that changes each time', async () => {
    const { answer, patches } = await released({ node: marked, outcomes: ['conflict'] })
    assert.match(String(answer), /^4: n1 changed each time/)
    assert.equal(patches.length, 10)
  })
})
