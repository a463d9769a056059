import assert from 'node:assert/strict'
import { parseFlags } from '../../../testbed/metacontroller/flags'

describe("the driver's command line", () => {
  it('reads the flags of the real Metacontroller, in every notation of Go', () => {
    const flags = parseFlags([
      '--kubeconfig=/k',
      '-workers',
      '20',
      '--client-go-qps=200',
      '--client-go-burst=400',
      '--discovery-interval=20s',
      '--target-label-selector=group=bootc',
      '--leader-election',
      '--leader-election-namespace=bootc-operator',
      '--metrics-address=:9999',
      '--health-probe-bind-address=:8081',
      '--zap-log-level=info',
      '--apply-strategy=dynamic-apply',
      '--cache-lag=100ms',
    ])
    assert.deepEqual(flags, {
      kubeconfig: '/k',
      targetLabelSelector: [{ key: 'group', operator: 'In', values: ['bootc'] }],
      qps: 200,
      burst: 400,
      workers: 20,
      discoveryIntervalMs: 20_000,
      probes: { host: '', port: 8081 },
      cacheLagMs: 100,
    })
  })

  it('has the defaults of the real one', () => {
    const { qps, burst, workers, discoveryIntervalMs, cacheLagMs } = parseFlags([])
    assert.deepEqual([qps, burst, workers, discoveryIntervalMs, cacheLagMs], [5, 10, 5, 30_000, 0])
  })

  const addresses: ReadonlyArray<readonly [string, object | undefined]> = [
    ['127.0.0.1:1', { host: '127.0.0.1', port: 1 }],
    ['0', undefined],
  ]
  for (const [address, want] of addresses) {
    it(`answers probes at ${address} as the real one`, () =>
      assert.deepEqual(parseFlags([`--health-probe-bind-address=${address}`]).probes, want))
  }

  const refused: ReadonlyArray<readonly [string, RegExp]> = [
    ['--client-config-path=/k', /unknown flag --client-config-path/],
    ['--apply-strategy=server-side-apply', /plays dynamic-apply only/],
    ['--workers=many', /--workers=many is not a number/],
    ['--health-probe-bind-address=8081', /8081 is not an address/],
    ['--cache-lag=100', /--cache-lag=100 is not a duration/],
    ['run', /unknown flag run/],
  ]
  for (const [flag, because] of refused) it(`refuses ${flag}`, () => assert.throws(() => parseFlags([flag]), because))
})
