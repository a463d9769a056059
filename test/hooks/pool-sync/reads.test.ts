import assert from 'node:assert/strict'
import { readsOf } from '../../../hooks/pool-sync/reads'
import { aStep } from '../../builders/a-step'
import { aCount, someSettings } from '../../builders/settings'

describe('what the settings of a pool read of its nodes', () => {
  it('is nothing where they look at nothing', () =>
    assert.equal(readsOf(someSettings({ steps: [aStep('all')] })), undefined))

  it('is every label of steps and limits and every condition of verify, once each and in order', () => {
    const steps = [
      aStep('a', { nodeSelector: { matchLabels: { zone: 'z', canary: 'true' } } }),
      aStep('b', { nodeSelector: { matchExpressions: [{ key: 'rack', operator: 'NotIn', values: ['1'] }] } }),
    ]
    const topologyLimits = [{ topologyKey: 'zone', maxDomains: aCount(1) }]
    const nodeConditions = [{ type: 'KernelDeadlock', status: 'False' as const }]
    assert.deepEqual(readsOf(someSettings({ steps, topologyLimits, verify: { nodeConditions } })), {
      labels: ['canary', 'rack', 'zone'],
      conditions: ['KernelDeadlock'],
    })
  })
})
