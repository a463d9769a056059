import assert from 'node:assert/strict'
import request from 'supertest'
import { createMetrics } from '../hooks/metrics/metrics'
import { createProbes } from '../hooks/probes'

const metrics = createMetrics({ version: '1.2.3', now: () => new Date('2026-01-01T00:00:00Z') })

describe('the probes', () => {
  for (const [isReady, status] of [
    [true, 200],
    [false, 503],
  ] as const) {
    const probes = createProbes({ isReady: () => isReady, metrics })
    it(`say ${status} when ${isReady ? '' : 'not '}ready`, async () =>
      assert.equal((await request(probes).get('/readyz')).status, status))
    it(`say alive when ${isReady ? '' : 'not '}ready`, async () =>
      assert.equal((await request(probes).get('/healthz')).status, 200))
  }

  it('serve the metrics as Prometheus reads them', async () => {
    const probes = createProbes({ isReady: () => false, metrics })
    const { status, headers, text } = await request(probes).get('/metrics')
    assert.equal(status, 200)
    assert.match(headers['content-type'] ?? '', /^text\/plain; version=0\.0\.4/)
    assert.match(text, /^bootc_build_info\{version="1\.2\.3",node_version="v\d+\.[^"]+"\} 1$/m)
  })

  it('serve no hook', async () => {
    const probes = createProbes({ isReady: () => true, metrics })
    assert.equal((await request(probes).post('/pool-sync').send({})).status, 404)
  })
})
