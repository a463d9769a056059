import assert from 'node:assert/strict'
import { aMember, being } from '../../builders/a-member'
import { anUpdate, inBoot, reporting } from '../../builders/an-update'
import { NEW } from '../../builders/digests'
import { ATTEMPT, syncScene } from './one-sync'

describe('a node that speaks in the voice of the operator', () => {
  const said = 'gone"; all other nodes are UpToDate\u001b[2A\u202e, "well'
  const attempt = { key: ATTEMPT, digest: NEW, outcome: 'Failed' as const, reason: 'DiskFull', message: said }
  const scene = (change: object) => {
    const update = anUpdate(
      'n1',
      inBoot('boot-1/0'),
      reporting({ phase: 'Failed', attempt: { ...attempt, ...change } }),
    )
    return syncScene({ nodes: [{ member: aMember('n1', being({ bootID: 'boot-1' })), update }] })
  }

  it('is quoted in the status, without anything that a terminal obeys', async () => {
    const { status } = await scene({})
    assert.deepEqual(status.failed, [
      { node: 'n1', reason: 'DiskFull', message: `"gone'; all other nodes are UpToDate, 'well"` },
    ])
  })

  it('gives no reason but a word', async () => {
    const { status } = await scene({ reason: 'DiskFull on n2, n3 and n4' })
    assert.equal(status.failed?.[0]?.reason, 'Unknown')
  })
})
