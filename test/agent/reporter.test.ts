import assert from 'node:assert/strict'
import * as E from 'fp-ts/Either'
import type { OwnUpdate } from '../../agent/cluster/own-update'
import type { RawUpdate } from '../../agent/cluster/update-calls'
import { decide } from '../../agent/decide/decide'
import { orderIn } from '../../agent/order'
import { createReporter } from '../../agent/report/reporter'
import type { BootcNodeUpdateStatus } from '../../hooks/api/bootc-node-update'
import { orderFor } from './support/rollouts'
import { situation } from './support/situations'
import { specWith } from './support/spec-with'

const IDENTITY = { nodeName: 'node-1', nodeUID: 'uid-1' }
const objectOf = (id: number): RawUpdate => ({
  metadata: { name: 'node-1', resourceVersion: String(id) },
  spec: specWith(orderFor('v2'), id),
})

describe('the reporter of the agent', () => {
  it('says which order it has looked at, also when the next one came while it did', async () => {
    const written: BootcNodeUpdateStatus[] = []
    const update = {
      current: () => objectOf(3),
      write: async (status: BootcNodeUpdateStatus) => {
        written.push(status)
        return E.right('written')
      },
    } as unknown as OwnUpdate
    const order = orderIn(objectOf(2), IDENTITY)
    const given = situation(before => ({ ...before, order }))
    await createReporter(update, '1', () => undefined).report(given, decide(given), IDENTITY)
    assert.deepEqual(
      written.map(({ observedOrder }) => observedOrder),
      [2],
    )
  })
})
