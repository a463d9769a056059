import assert from 'node:assert/strict'
import * as E from 'fp-ts/Either'
import type { OwnUpdate } from '../../agent/cluster/own-update'
import type { Claim } from '../../agent/host/only-agent'
import { waitForHost } from '../../agent/loop/wait-for-host'
import type { BootcNodeUpdateStatus } from '../../hooks/api/bootc-node-update'
import { NEW, NOW, REPOSITORY } from './support/situations'
import { specWith } from './support/spec-with'

const TAKEN: Claim = E.left({ reason: 'HostClaimed', message: 'another process works on this host', terminal: false })
const order = {
  nodeUID: 'uid-1',
  pool: 'pool',
  image: `${REPOSITORY}@${NEW}`,
  step: 'Stage',
  since: NOW.toISOString(),
  attempt: 'a',
  lock: true,
}

/** Waits while the host is taken twice; answers what was reported. `observed`: the order that an agent obeyed last. */
const waited = async (observed: number | undefined, claimMs = 0): Promise<ReadonlyArray<BootcNodeUpdateStatus>> => {
  const reports: BootcNodeUpdateStatus[] = []
  const before = observed === undefined ? {} : { status: { nodeUID: 'uid-1', observedOrder: observed } }
  let object = { metadata: { name: 'node-1', resourceVersion: '1' }, spec: specWith(order, 2), ...before }
  const update: Pick<OwnUpdate, 'current' | 'write'> = {
    current: () => object as never,
    write: async status => {
      reports.push(status)
      object = { ...object, status } as never
      return E.right('written')
    },
  }
  const claims = [TAKEN, TAKEN, E.right('held' as const)]
  await waitForHost({
    claim: async () => claims.shift() ?? assert.fail('it has the host already'),
    update: update as OwnUpdate,
    identity: () => ({ nodeName: 'node-1', nodeUID: 'uid-1' }),
    memory: async () => ({ attempt: { key: 'a', digest: NEW as never, outcome: 'InProgress' } }),
    agentVersion: '1',
    now: () => NOW,
    log: () => undefined,
    claimMs,
  })
  return reports
}

describe('an agent that waits for its host', () => {
  it('says who keeps it away, once, when nobody obeys the order', async () => {
    const [report, ...more] = await waited(1)
    assert.deepEqual(more, [])
    const degraded = report?.conditions?.find(({ type }) => type === 'Degraded')
    assert.deepEqual([report?.phase, report?.observedOrder, degraded?.reason], ['Failed', 2, 'HostClaimed'])
    // It withdraws no report about a host that it has not observed.
    assert.equal(report?.attempt?.key, 'a')
  })
  it('says so too when no agent has ever reported', async () => assert.equal((await waited(undefined)).length, 1))
  it('says nothing beside an agent that works', async () => assert.deepEqual(await waited(2), []))
  it('says nothing while the one before it may still be ending', async () =>
    assert.deepEqual(await waited(1, 60_000), []))
})
