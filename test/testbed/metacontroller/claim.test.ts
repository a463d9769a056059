import assert from 'node:assert/strict'
import { type Claim, claimOf } from '../../../testbed/metacontroller/claim'
import type { KubernetesObject } from '../../../testbed/metacontroller/kubernetes-object'

const object = (uid: string, owner?: string, deleted = false): KubernetesObject => ({
  apiVersion: 'v1',
  kind: 'Toy',
  metadata: {
    name: uid,
    uid,
    ...(deleted ? { deletionTimestamp: 'now' } : {}),
    ...(owner === undefined
      ? {}
      : { ownerReferences: [{ apiVersion: 'v1', kind: 'Toy', name: owner, uid: owner, controller: true }] }),
  },
})

const cases: ReadonlyArray<{
  readonly name: string
  readonly parent?: KubernetesObject
  readonly child: KubernetesObject
  readonly matches: boolean
  readonly want: Claim
}> = [
  { name: 'its own with matching labels is claimed', child: object('c', 'p'), matches: true, want: 'claimed' },
  { name: 'its own, being deleted, is claimed', child: object('c', 'p', true), matches: true, want: 'claimed' },
  { name: 'its own with other labels is released', child: object('c', 'p'), matches: false, want: 'release' },
  { name: "another's is ignored", child: object('c', 'q'), matches: true, want: 'ignored' },
  { name: 'an orphan with matching labels is adopted', child: object('c'), matches: true, want: 'adopt' },
  { name: 'an orphan with other labels is ignored', child: object('c'), matches: false, want: 'ignored' },
  { name: 'an orphan being deleted is ignored', child: object('c', undefined, true), matches: true, want: 'ignored' },
  {
    name: 'a parent being deleted adopts nothing',
    parent: object('p', undefined, true),
    child: object('c'),
    matches: true,
    want: 'ignored',
  },
  {
    name: 'a parent being deleted releases nothing',
    parent: object('p', undefined, true),
    child: object('c', 'p'),
    matches: false,
    want: 'ignored',
  },
]

describe('claiming children', () => {
  for (const { name, parent = object('p'), child, matches, want } of cases) {
    it(name, () => assert.equal(claimOf(parent, child, matches), want))
  }
})
