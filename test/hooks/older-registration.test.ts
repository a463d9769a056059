import assert from 'node:assert/strict'
import * as E from 'fp-ts/Either'
import { decodeWith } from '../../hooks/api/decode'
import { SCOPE_KEY, UPDATE_KEY } from '../../hooks/api/names'
import { NodeSyncRequest } from '../../hooks/node-sync/request'
import { RolloutSyncRequest } from '../../hooks/rollout-sync/request'
import { aNode } from '../builders/a-node'
import { aRollout } from '../builders/a-rollout'
import { anUpdate } from '../builders/an-update'

const rollout = { parent: aRollout(), related: { [UPDATE_KEY]: { n1: anUpdate('n1') } } }
const node = { object: aNode('n1'), related: { [SCOPE_KEY]: {} } }

describe('a request by the registration of an older version', () => {
  // An answer without them would have Metacontroller delete them all.
  for (const { what, decode, request } of [
    {
      what: 'children',
      decode: decodeWith(RolloutSyncRequest),
      request: { ...rollout, children: { [UPDATE_KEY]: {} } },
    },
    {
      what: 'attachments',
      decode: decodeWith(NodeSyncRequest),
      request: { ...node, attachments: { 'BootcPoolMember.x/v1': {} } },
    },
  ]) {
    it(`that may have ${what} is refused, and it is said why`, () => {
      const read = decode(request)
      assert.ok(E.isLeft(read))
      assert.match(read.left.join('\n'), new RegExp(`no ${what}: the registration is of an older version`))
    })
  }

  it('is read when it has none, as that of this version', () => {
    assert.ok(E.isRight(decodeWith(RolloutSyncRequest)({ ...rollout, children: {} })))
    assert.ok(E.isRight(decodeWith(RolloutSyncRequest)(rollout)))
    assert.ok(E.isRight(decodeWith(NodeSyncRequest)({ ...node, attachments: {} })))
    assert.ok(E.isRight(decodeWith(NodeSyncRequest)(node)))
  })
})
