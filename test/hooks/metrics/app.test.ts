import assert from 'node:assert/strict'
import request from 'supertest'
import { ROLLOUT_KEY, SCOPE_KEY } from '../../../hooks/api/names'
import { measuredPrometheus, measuredRegistry } from '../../../hooks/metrics/measured'
import { createMetrics } from '../../../hooks/metrics/metrics'
import type { PrometheusAnswer } from '../../../hooks/ports/prometheus'
import { aMember, marked } from '../../builders/a-member'
import { aPool } from '../../builders/a-pool'
import { aRollout } from '../../builders/a-rollout'
import { anUpdate, staged } from '../../builders/an-update'
import { relatedNodes } from '../../builders/related'
import { clusterWith } from '../../support/fake-cluster'
import { ALL_IS_WELL, alertsFire, prometheusThatSays } from '../../support/fake-gates'
import { hookApp } from '../../support/hook-app'

const now = (): Date => new Date('2026-01-02T00:00:00Z')

const server = (readNode = clusterWith().readNode) => {
  const metrics = createMetrics({ version: '1.2.3', now })
  const app = hookApp({ cluster: clusterWith({ readNode }), now, metrics })
  return { app, metrics }
}

const rolloutRequest = (name: string) => ({
  parent: aRollout(),
  related: relatedNodes([[aMember(name, marked('90', 'of-an-older-target')), anUpdate(name, staged())]]),
})

describe('the metrics of the hook server', () => {
  it('tell of the pool that a sync was about', async () => {
    const { app, metrics } = server()
    await request(app)
      .post('/pool-sync')
      .send({ parent: aPool(), children: { [ROLLOUT_KEY]: {}, [SCOPE_KEY]: {} }, related: {}, finalizing: false })
    const text = await metrics.text()
    assert.match(text, /^bootc_pool_phase\{pool="workers",phase="Pending"\} 1$/m)
    assert.match(text, /^bootc_pool_condition\{pool="workers",condition="ImageResolved"\} 1$/m)
    assert.match(text, /^bootc_hook_requests_total\{hook="pool-sync",code="200"\} 1$/m)
    assert.match(text, /^bootc_hook_duration_seconds_count\{hook="pool-sync"\} 1$/m)
  })

  it('tell of the nodes of a rollout, and of effects that failed', async () => {
    const { app, metrics } = server(() => Promise.reject(new Error('the API server is away')))
    await request(app).post('/rollout-sync').send(rolloutRequest('n1'))
    const text = await metrics.text()
    assert.match(text, /^bootc_pool_slots_used\{pool="workers"\} 1$/m)
    assert.match(text, /^bootc_effect_failures_total\{hook="rollout-sync"\} [1-9]/m)
  })

  it('tell of requests that cannot be read, and of none that is no hook', async () => {
    const { app, metrics } = server()
    await request(app).post('/node-sync').send({})
    await request(app).post('/nowhere').send({})
    const text = await metrics.text()
    assert.match(text, /^bootc_hook_requests_total\{hook="node-sync",code="422"\} 1$/m)
    assert.doesNotMatch(text, /nowhere/)
  })

  it('tell how lookups in registries end', async () => {
    const metrics = createMetrics({ version: '1.2.3', now })
    const clock = [1000, 1250].values()
    const registry = measuredRegistry(
      metrics,
      { lookup: async () => ({ outcome: 'failed', reason: 'RateLimited', message: 'slow down' }) },
      () => clock.next().value ?? 0,
    )
    await registry.lookup({ repository: 'registry.example/os', tag: 'v1' }, undefined)
    const text = await metrics.text()
    assert.match(text, /^bootc_registry_lookups_total\{outcome="RateLimited"\} 1$/m)
    assert.match(text, /^bootc_registry_lookup_duration_seconds_sum 0\.25$/m)
  })

  const answers: ReadonlyArray<readonly [string, PrometheusAnswer]> = [
    ['open', ALL_IS_WELL],
    ['closed', alertsFire('KubeletDown')],
    ['failed', { kind: 'unanswered', why: 'no answer within 5 s' }],
    ['failed', { kind: 'no-vector' }],
    ['failed', { kind: 'vector', count: 0, alerts: false, first: [], warning: 'a store is away' }],
  ]
  for (const [outcome, answer] of answers) {
    it(`tell that a question of a gate was ${outcome} by ${JSON.stringify(answer)}`, async () => {
      const metrics = createMetrics({ version: '1.2.3', now })
      const clock = [1000, 1250].values()
      const prometheus = measuredPrometheus(
        metrics,
        prometheusThatSays(() => answer),
        () => clock.next().value ?? 0,
      )
      assert.equal(await prometheus.ask({ url: 'http://prometheus', query: 'up' }), answer)
      const text = await metrics.text()
      assert.match(text, new RegExp(`^bootc_gate_questions_total\\{outcome="${outcome}"\\} 1$`, 'm'))
      assert.match(text, /^bootc_gate_question_seconds_sum 0\.25$/m)
    })
  }
})
