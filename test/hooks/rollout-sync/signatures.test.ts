import assert from 'node:assert/strict'
import type { BootcNodeUpdate, HostOrder } from '../../../hooks/api/bootc-node-update'
import { ROLLOUT_KEY, SCOPE_KEY } from '../../../hooks/api/names'
import { syncPool } from '../../../hooks/pool-sync/sync'
import { createLookups } from '../../../hooks/ports/lookups'
import { syncRollout } from '../../../hooks/rollout-sync/sync'
import { aMember } from '../../builders/a-member'
import { aPool } from '../../builders/a-pool'
import { aRollout, withSpec } from '../../builders/a-rollout'
import { anUpdate, ordering } from '../../builders/an-update'
import { relatedNodes } from '../../builders/related'
import { asJson } from '../../support/as-json'
import { clusterWith } from '../../support/fake-cluster'
import { noGates } from '../../support/fake-gates'
import { registryWith } from '../../support/fake-registry'

const NOW = '2026-01-02T00:15:00.000Z'
const now = (): Date => new Date(NOW)
const required = aRollout(withSpec({ requireSignature: true }))

const orderOf = async (update: BootcNodeUpdate, rollout = required): Promise<HostOrder> => {
  let order = update.spec.order
  const cluster = clusterWith({
    readRollout: async () => rollout,
    patchUpdate: async (_seen, parts) => {
      order = asJson(parts.order)
      return 'done'
    },
  })
  const related = relatedNodes([[aMember('n1'), update]])
  await syncRollout({ cluster, gates: noGates, now, onEffectFailure: () => {} })({ parent: rollout, related })
  assert.ok(order !== undefined)
  return order
}

const rolloutOf = async (requireSignature: boolean | undefined): Promise<unknown> => {
  const { spec } = aPool()
  const pool = {
    ...aPool(),
    spec: { ...spec, image: { ...spec.image, ...(requireSignature === undefined ? {} : { requireSignature }) } },
  }
  const agents = { image: undefined, namespace: 'bootc-operator' }
  const ports = {
    cluster: clusterWith(),
    lookups: createLookups({ registry: registryWith(), now }),
    agents,
    operatorProblems: () => [],
    now,
  }
  const { children } = await syncPool(ports)({ parent: pool, children: { [ROLLOUT_KEY]: {}, [SCOPE_KEY]: {} } })
  return (children.find(({ kind }) => kind === 'BootcRollout')?.spec as { requireSignature?: unknown } | undefined)
    ?.requireSignature
}

describe('the requirement of a signature', () => {
  for (const [asked, want] of [
    [true, true],
    [false, undefined],
    [undefined, undefined],
  ] as const) {
    it(`is handed to the rollout: ${asked}`, async () => assert.equal(await rolloutOf(asked), want))
  }
  it('is in every order', async () => assert.equal((await orderOf(anUpdate('n1'))).requireSignature, true))
  it('makes a new order, so that an agent has its time to see it', async () => {
    assert.equal((await orderOf(anUpdate('n1'))).since, NOW)
    const told = anUpdate('n1', ordering({ requireSignature: true }))
    assert.deepEqual(await orderOf(told), told.spec.order)
  })
  it('is gone from the order with the rollout’s', async () =>
    assert.equal(
      'requireSignature' in (await orderOf(anUpdate('n1', ordering({ requireSignature: true })), aRollout())),
      false,
    ))
})
