import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { nodeEvent } from '../../../hooks/ports/events'
import { kubernetesCluster } from '../../../hooks/ports/kubernetes'
import { type FakeApi, startFakeApi } from '../../agent/support/fake-api'
import { aNode } from '../../builders/a-node'
import { aPod } from '../../builders/a-pod'

const status = (code: number, message: string, causes: ReadonlyArray<string> = []) => ({
  status: code,
  body: {
    kind: 'Status',
    code,
    message,
    reason: 'Whatever',
    ...(causes.length > 0 && {
      details: { causes: causes.map(cause => ({ reason: 'DisruptionBudget', message: cause })) },
    }),
  },
})

describe('the API server', () => {
  let api: FakeApi
  before(async () => {
    api = await startFakeApi()
  })
  after(() => api.stop())

  const budget = 'The disruption budget db needs 1 healthy pods and has 1 currently'
  const evictions = [
    { name: 'lets a pod go', answer: status(201, ''), want: { outcome: 'evicted' } },
    { name: 'says that a pod has gone', answer: status(404, 'not found'), want: { outcome: 'gone' } },
    { name: 'says that a pod was replaced', answer: status(409, 'uid'), want: { outcome: 'gone' } },
    {
      name: 'names the budget that keeps a pod',
      answer: status(429, 'Cannot evict pod as it would violate the pod’s disruption budget.', [budget]),
      want: { outcome: 'refused', reason: budget },
    },
    {
      name: 'keeps a pod without naming a budget',
      answer: status(429, 'too many requests'),
      want: { outcome: 'refused', reason: 'too many requests' },
    },
    {
      name: 'fails, and it is told which call failed',
      answer: status(500, 'This pod has more than one PodDisruptionBudget'),
      want: {
        outcome: 'refused',
        reason: 'POST /api/v1/namespaces/apps/pods/a/eviction: This pod has more than one PodDisruptionBudget',
      },
    },
  ]
  for (const { name, answer, want } of evictions) {
    it(`${name} when asked to evict it`, async () => {
      api.intercept(() => answer)
      assert.deepEqual(await kubernetesCluster(api.kubeConfig()).evict(aPod('a'), -1), want)
    })
  }

  const event = nodeEvent(aNode('n1'), { type: 'Normal', reason: 'Updated', message: 'done', key: '90' })
  for (const code of [201, 403, 409, 500]) {
    it(`answers ${code} to an event, and nobody is the worse for it`, async () => {
      const before = api.requests.length
      api.intercept(() => status(code, 'whatever'))
      kubernetesCluster(api.kubeConfig()).recordEvent(event)
      while (api.requests.length === before) await sleep(5)
      await sleep(20) // A rejection that nobody handles would end this process.
      assert.equal(api.requests.at(-1), 'POST /api/v1/namespaces/default/events')
    })
  }

  it('is handed an event that stands in every sync, and records it once in the hour that it lasts', async () => {
    let now = new Date('2026-01-02T00:00:00Z')
    const { recordEvent } = kubernetesCluster(api.kubeConfig(), { now: () => now, heard: () => undefined })
    api.intercept(() => status(201, 'made'))
    const before = api.requests.length
    for (let syncs = 0; syncs < 3; syncs += 1) recordEvent(event)
    now = new Date('2026-01-02T00:59:59Z')
    recordEvent(event)
    now = new Date('2026-01-02T01:00:00Z')
    recordEvent(event)
    while (api.requests.length < before + 2) await sleep(5)
    await sleep(50)
    assert.equal(api.requests.length, before + 2)
  })

  it('lists a Node with several labels of the control plane once, and those that run etcd alone', async () => {
    const having: Readonly<Record<string, ReadonlyArray<string>>> = {
      'node-role.kubernetes.io/control-plane': ['a1', 'a2'],
      'node-role.kubernetes.io/etcd': ['a1', 'e1'],
    }
    api.intercept((_method, url) => {
      const names = having[url.searchParams.get('labelSelector') ?? ''] ?? []
      return { status: 200, body: { kind: 'NodeList', items: names.map(name => aNode(name)) } }
    })
    const nodes = await kubernetesCluster(api.kubeConfig()).controlPlaneNodes()
    assert.deepEqual(
      nodes.map(({ metadata }) => metadata.name),
      ['a1', 'a2', 'e1'],
    )
  })

  it('is told an event again that it did not answer', async () => {
    const before = api.requests.length
    // An answer that is cut off is none.
    api.intercept(() => ({ status: 201, body: api.requests.length === before + 1 ? undefined : {} }))
    kubernetesCluster(api.kubeConfig()).recordEvent(event)
    while (api.requests.length < before + 2) await sleep(20)
    assert.equal(api.requests.at(-1), 'POST /api/v1/namespaces/default/events')
  })
})
