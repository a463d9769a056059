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

const scene = () => {
  const written: Array<{ readonly observedOrder: number | undefined; readonly onlyAt: string | undefined }> = []
  const update = {
    current: () => objectOf(3),
    write: async ({ observedOrder }: BootcNodeUpdateStatus, onlyAt?: string) => {
      written.push({ observedOrder, onlyAt })
      return E.right('written')
    },
  } as unknown as OwnUpdate
  const order = orderIn(objectOf(2), IDENTITY)
  const given = situation(before => ({ ...before, order }))
  return { written, given, reporter: createReporter(update, '1', () => undefined) }
}

describe('the reporter of the agent', () => {
  it('says which order it has looked at, also when the next one came while it did', async () => {
    const { written, given, reporter } = scene()
    await reporter.report(given, decide(given), IDENTITY)
    assert.deepEqual(written, [{ observedOrder: 2, onlyAt: undefined }])
  })

  it('binds what goes before a reboot to the object that was read, so that a withdrawal in between wins', async () => {
    const { written, given, reporter } = scene()
    await reporter.reportAt(IDENTITY)(given, decide(given), objectOf(2))
    assert.deepEqual(written, [{ observedOrder: 2, onlyAt: '2' }])
  })
})
