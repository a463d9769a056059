import assert from 'node:assert/strict'
import fc from 'fast-check'
import * as E from 'fp-ts/Either'
import request from 'supertest'
import { ONE_GO } from '../hooks/api/bounded-json'
import { extentOf } from '../hooks/api/json-scan'
import { ROLLOUT_KEY, SCOPE_KEY, UPDATE_KEY } from '../hooks/api/names'
import { REQUEST_BODY_VALUES } from '../hooks/app'
import { createMetrics } from '../hooks/metrics/metrics'
import { aMember, being } from './builders/a-member'
import { aNode } from './builders/a-node'
import { aPool } from './builders/a-pool'
import { aRollout } from './builders/a-rollout'
import { anUpdate, staged } from './builders/an-update'
import { relatedNodes } from './builders/related'
import { clusterWith } from './support/fake-cluster'
import { hookApp } from './support/hook-app'

const now = (): Date => new Date('2026-01-02T00:00:00Z')
const appWith = (cluster = clusterWith()) => hookApp({ cluster, now })

const poolRequest = {
  parent: aPool(),
  children: { [ROLLOUT_KEY]: {}, [SCOPE_KEY]: {} },
  related: {},
  finalizing: false,
}
const rolloutRequest = (nodes: ReadonlyArray<string>) => ({
  parent: aRollout(),
  related: relatedNodes(nodes.map(name => [aMember(name), anUpdate(name)] as const)),
})

/** A set of fields as Kubernetes writes it (its page Server-Side Apply, "fieldsV1"), with every single field in it. */
const fieldsOf = (value: unknown): object =>
  typeof value !== 'object' || value === null || Array.isArray(value)
    ? {}
    : Object.fromEntries([
        ['.', {}],
        ...Object.entries(value).map(([name, inner]): [string, object] => [`f:${name}`, fieldsOf(inner)]),
      ])

/** As one hook and one agent leave it, were every field told apart. */
const managed = (object: object): object => {
  const entry = { manager: 'm', operation: 'Update', apiVersion: 'v1', time: 't', fieldsType: 'FieldsV1' }
  const managedFields = [1, 2].map(() => ({ ...entry, fieldsV1: fieldsOf(object) }))
  return { ...object, metadata: { ...(object as { metadata: object }).metadata, managedFields } }
}

describe('the hook server', function () {
  this.timeout(300_000)
  it('answers a pool with its scope, its rollout and its status', async () => {
    const { status, body } = await request(appWith()).post('/pool-sync').send(poolRequest)
    assert.equal(status, 200)
    assert.deepEqual(Object.keys(body).sort(), ['children', 'status'])
    assert.deepEqual(
      body.children.map((child: { kind: string }) => child.kind),
      ['BootcPoolScope', 'BootcRollout', 'DaemonSet'],
    )
    assert.equal(body.status.observedGeneration, 1)
  })

  it('answers a rollout with its status and no children', async () => {
    const { status, body } = await request(appWith())
      .post('/rollout-sync')
      .send(rolloutRequest(['n1', 'n2']))
    assert.deepEqual([status, body.children, body.status.nodeCount], [200, [], 2])
  })

  it('answers a Node with its label alone when no pool wants it', async () => {
    const body = { object: aNode('n1'), related: { [SCOPE_KEY]: {} } }
    const cluster = clusterWith({ readUpdate: async () => undefined })
    const answer = await request(appWith(cluster)).post('/node-sync').send(body)
    assert.deepEqual(answer.body, { labels: { 'bootc.node-restriction.kubernetes.io/pool': null } })
  })

  it('tells Metacontroller which objects belong to a rollout and to a Node', async () => {
    const rollout = await request(appWith()).post('/rollout-sync/customize').send({ parent: aRollout() })
    assert.equal(rollout.body.relatedResources[0].resource, 'bootcnodeupdates')
    const node = await request(appWith())
      .post('/node-sync/customize')
      .send({ parent: aNode('n1') })
    assert.equal(node.body.relatedResources[0].resource, 'bootcpoolscopes')
  })

  for (const [hook, what, body] of [
    ['/rollout-sync', 'children', { ...rolloutRequest(['n1']), children: { [UPDATE_KEY]: {} } }],
    ['/node-sync', 'attachments', { object: aNode('n1'), attachments: { any: {} }, related: { [SCOPE_KEY]: {} } }],
  ] as const) {
    it(`answers 422 to ${what} of an older registration: an answer without them would delete them`, async () => {
      const answer = await request(appWith()).post(hook).send(body)
      assert.equal(answer.status, 422)
      assert.match(answer.body.problems.join(), /the registration is of an older version/)
    })
  }

  it('answers 422 with a line per problem when a request cannot be read, never a short 200', async () => {
    const { status, body } = await request(appWith())
      .post('/rollout-sync')
      .send({ ...rolloutRequest(['n1']), related: {} })
    assert.equal(status, 422)
    assert.deepEqual(body.problems.length, 1)
    assert.match(body.problems[0], /^related\.BootcNodeUpdate/)
  })

  for (const text of ['', '{', 'null', '[]', '"x"']) {
    it(`answers 422 to the body ${JSON.stringify(text)}`, async () => {
      const answer = await request(appWith()).post('/rollout-sync').set('content-type', 'application/json').send(text)
      assert.equal(answer.status, 422)
    })
  }

  for (const [what, headers] of [
    ['compressed', { 'content-encoding': 'gzip' }],
    ['in UTF-16', { 'content-type': 'application/json; charset=utf-16le' }],
  ] as const) {
    it(`answers 422 to a body ${what}, whose size and depth nobody has measured`, async () => {
      const answer = await request(appWith())
        .post('/node-sync')
        .set({ 'content-type': 'application/json', ...headers })
        .send('{}')
      assert.equal(answer.status, 422)
    })
  }

  it('does not parse 2 MB of nested lists, which would hold up everybody for seconds', async () => {
    const text = '['.repeat(1_000_000) + ']'.repeat(1_000_000)
    const app = appWith()
    await request(app).post('/node-sync').set('content-type', 'application/json').send('{}')
    const began = performance.now()
    const answer = await request(app).post('/node-sync').set('content-type', 'application/json').send(text)
    const took = performance.now() - began
    assert.equal(answer.status, 422)
    assert.deepEqual(answer.body, { problems: ['the body nests deeper than 100 levels behind "[[["'] })
    const parsing = performance.now()
    JSON.parse(text)
    assert.ok(took < performance.now() - parsing, `answered in ${took} ms`)
  })

  it('names the object that has more to it than any object has', async () => {
    const { parent, related } = rolloutRequest(['n1'])
    const text = JSON.stringify({ parent, related: { ...related, wide: { n2: 'WIDE' } } })
    const wide = text.replace('"WIDE"', `{"a":1${',"b":2'.repeat(ONE_GO.values)}}`)
    const answer = await request(appWith()).post('/rollout-sync').set('content-type', 'application/json').send(wide)
    assert.equal(answer.status, 422)
    assert.match(answer.body.problems[0], /^the body has more than 50000 values behind ".*,\\"wide\\":\{\\"n2\\":"$/)
  })

  it('takes no more values in all than twice those of 5000 nodes', async () => {
    const part = `{"a":[${'1,'.repeat(ONE_GO.values - 10)}1]}`
    const parts = Array.from({ length: REQUEST_BODY_VALUES / ONE_GO.values + 1 }, (_, at) => `"n${at}":${part}`)
    const text = `{"children":{"k":{${parts.join()}}}}`
    const answer = await request(appWith()).post('/rollout-sync').set('content-type', 'application/json').send(text)
    assert.equal(answer.status, 422)
    assert.deepEqual(answer.body, { problems: ['the body has more than 4000000 values'] })
  })

  it('takes the values of 5000 nodes twice, whoever manages their fields', () => {
    const node = { member: managed(aMember('n1')), update: managed(anUpdate('n1', staged())) }
    const bounds = { ...ONE_GO, values: REQUEST_BODY_VALUES / 2 / 5000 }
    assert.ok(E.isRight(extentOf(Buffer.from(JSON.stringify(node)), 0, bounds)))
  })

  it('answers 500 to what it did not expect', async () => {
    const cluster = clusterWith()
    const sabotage = Object.assign(cluster, { markedNodes: undefined })
    const body = { object: null }
    assert.equal((await request(appWith(sabotage)).post('/node-sync').send(body)).status, 422)
    const broken = hookApp({
      cluster,
      now: () => new Date(Number.NaN),
      metrics: createMetrics({ version: '0.0.0', now }),
    })
    assert.equal(
      (
        await request(broken)
          .post('/rollout-sync')
          .send(rolloutRequest(['n1']))
      ).status,
      500,
    )
  })

  it('takes the 20 MB of a rollout of 5000 nodes', async () => {
    const names = Array.from({ length: 5000 }, (_, i) => `node-with-a-usual-name-${i}.example`)
    const padding = 'x'.repeat(2500) // managedFields and last-applied
    const body = rolloutRequest(names)
    const padded = Object.fromEntries(
      Object.entries(body.related[UPDATE_KEY] ?? {}).map(([name, update]) => [name, { ...update, padding }]),
    )
    const answer = await request(appWith())
      .post('/rollout-sync')
      .send({ ...body, related: { [UPDATE_KEY]: padded } })
    assert.equal(answer.status, 200)
    assert.deepEqual([answer.body.children, answer.body.status.nodeCount], [[], 5000])
  })

  it('knows no other hook', async () => assert.equal((await request(appWith()).post('/nothing')).status, 404))

  it('gives the same bytes for the same request', async () => {
    const cluster = clusterWith({ markedNodes: async () => [], readNode: async () => undefined })
    const node = fc.record({ ready: fc.boolean(), unschedulable: fc.boolean(), controlPlane: fc.boolean() })
    const names = fc.uniqueArray(fc.stringMatching(/^[a-z][a-z0-9]{0,5}$/), { minLength: 1, maxLength: 8 })
    await fc.assert(
      fc.asyncProperty(names, node, fc.boolean(), async (nodes, changes, isStaged) => {
        const pairs = nodes.map(
          name => [aMember(name, being(changes)), isStaged ? anUpdate(name, staged()) : anUpdate(name)] as const,
        )
        const bodyOf = (turn: boolean) => ({
          parent: aRollout(),
          related: relatedNodes(turn ? pairs : [...pairs].reverse()),
        })
        const first = await request(appWith(cluster)).post('/rollout-sync').send(bodyOf(true))
        const second = await request(appWith(cluster)).post('/rollout-sync').send(bodyOf(false))
        assert.equal(first.status, 200)
        assert.equal(first.text, second.text)
      }),
      { numRuns: 30 },
    )
  })
})
