import assert from 'node:assert/strict'
import { createServer, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import fc from 'fast-check'
import { progressIn } from '../../agent/bootc/progress'
import { parseStatus } from '../../agent/bootc/status'
import { Memory } from '../../agent/memory'
import { Boot } from '../../hooks/api/bootc-node-update'
import { decodeJson } from '../../hooks/api/decode-json'
import { DockerConfig } from '../../hooks/api/docker-config'
import { ROLLOUT_KEY, SCOPE_KEY, UPDATE_KEY } from '../../hooks/api/names'
import { dockerRegistry } from '../../hooks/ports/registry/docker-registry'
import { aMember } from '../builders/a-member'
import { aNode } from '../builders/a-node'
import { aPool } from '../builders/a-pool'
import { aRollout } from '../builders/a-rollout'
import { anUpdate, staged } from '../builders/an-update'
import { NEW } from '../builders/digests'
import { relatedNodes } from '../builders/related'
import { AT_THE_EDGE, BEYOND, type CostlyText, someCostlyText, textOf } from '../support/costly-texts'
import { emptyCluster, hookApp } from '../support/hook-app'
import { holdsNobodyUp } from '../support/longest-turn'

const now = (): Date => new Date('2026-01-02T00:05:00Z')
/** `FUZZ=500 SEED=7` looks further. */
const RUNS = Number(process.env['FUZZ'] ?? 25)
const SEED = Number(process.env['SEED'] ?? 4)

const app = hookApp({ cluster: emptyCluster(), now })

/** Where a costly text stands in what is sent. */
const HERE = '<here>'
const withText = (template: object | string, costly: CostlyText): Buffer =>
  Buffer.from(JSON.stringify(template).replace(JSON.stringify(HERE), () => textOf(costly)))

const rolloutWith = (report: object, more: object = {}): object => ({
  parent: aRollout(),
  related: relatedNodes([[aMember('n1'), { ...anUpdate('n1', staged()), ...report }]]),
  ...more,
})
const nodeWith = (metadata: object): object => {
  const node = aNode('n1')
  return {
    object: { ...node, metadata: { ...node.metadata, ...metadata } },
    related: { [SCOPE_KEY]: {} },
  }
}
const poolWith = (field: object): object => ({
  parent: { ...aPool(), ...field },
  children: { [ROLLOUT_KEY]: {}, [SCOPE_KEY]: {} },
  related: {},
})

const { status: report } = anUpdate('n1', staged())
const BODIES: Readonly<Record<string, readonly [hook: string, body: object | string]>> = {
  'the whole body': ['/rollout-sync', HERE],
  'all updates': ['/rollout-sync', rolloutWith({}, { related: { [UPDATE_KEY]: HERE } })],
  'children of an older registration': ['/rollout-sync', rolloutWith({}, { children: HERE })],
  'one update': ['/rollout-sync', rolloutWith({}, { related: { [UPDATE_KEY]: { n1: HERE } } })],
  'a report': ['/rollout-sync', rolloutWith({ status: HERE })],
  'a text of a report': ['/rollout-sync', rolloutWith({ status: { ...report, message: HERE } })],
  'a field of a report that nobody knows': ['/rollout-sync', rolloutWith({ status: { ...report, other: HERE } })],
  'the conditions of a rollout': [
    '/rollout-sync',
    rolloutWith({}, { parent: { ...aRollout(), status: { conditions: HERE } } }),
  ],
  'the managed fields of a Node': ['/node-sync', nodeWith({ managedFields: [{ fieldsV1: HERE }] })],
  'the labels of a Node': ['/node-sync', nodeWith({ labels: HERE })],
  'the spec of a pool': ['/pool-sync', poolWith({ spec: HERE })],
  'the status of a pool': ['/pool-sync', poolWith({ status: HERE })],
}

const listening = (server: Server): Promise<void> => new Promise(done => server.listen(0, '127.0.0.1', done))
const portOf = (server: Server): number => (server.address() as AddressInfo).port

/** Nothing is parsed or copied for it in this process, whose turns are looked at. */
const post = (port: number, path: string, body: Buffer): Promise<number> =>
  new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': body.length }
    const call = request({ host: '127.0.0.1', port, path, method: 'POST', headers }, answer => {
      answer.resume().on('end', () => resolve(answer.statusCode ?? 0))
    })
    call.on('error', reject)
    call.end(body)
  })

const fuzz = async (places: ReadonlyArray<string>, isFine: (place: string, costly: CostlyText) => Promise<void>) => {
  // Each shape in some of the places, which is enough for each pair of what is parsed and who walks it.
  const examples = places.flatMap((place, at) =>
    [...BEYOND, ...AT_THE_EDGE.filter((_, which) => (at + which) % 4 === 0)].map((costly): [string, CostlyText] => [
      place,
      costly,
    ]),
  )
  for (const [place, costly] of examples) await isFine(place, costly)
  const property = fc.asyncProperty(fc.constantFrom(...places), someCostlyText, isFine)
  await fc.assert(property, { numRuns: RUNS, seed: SEED, endOnFailure: true })
  console.log(`      ${examples.length} at and beyond the edge, and ${RUNS} more, seed ${SEED}`)
}

const named = (place: string, { shape, values }: CostlyText): string => `${place}: ${shape} (${values})`

describe('no text holds up others', function () {
  this.timeout(600_000)
  const hooks = createServer(app)
  let answer: (path: string) => Buffer = () => Buffer.alloc(0)
  const registry = createServer((asked, told) => {
    const path = asked.url ?? ''
    if (!path.startsWith('/token') && asked.headers.authorization === undefined)
      told.writeHead(401, { 'www-authenticate': 'Bearer realm="/token",service="s"' }).end()
    else told.end(answer(path))
  })
  before(() => Promise.all([listening(hooks), listening(registry)]))
  after(() => {
    for (const server of [hooks, registry]) {
      server.close()
      server.closeAllConnections()
    }
  })

  it('that is posted to a hook, which answers with 200, 413 or 422', () =>
    fuzz(Object.keys(BODIES), async (place, costly) => {
      const [path, template] = BODIES[place] ?? ['', '']
      const body = withText(template, costly)
      await holdsNobodyUp(named(place, costly), async () => {
        const status = await post(portOf(hooks), path, body)
        assert.ok([200, 413, 422].includes(status), `${named(place, costly)}: ${status}`)
      })
    }))

  it('that is a body of many objects, each at the edge', async () => {
    const objects = { [UPDATE_KEY]: Object.fromEntries(Array.from({ length: 20 }, (_, at) => [`n${at}`, HERE])) }
    for (const part of ['related', 'children']) {
      const template = JSON.stringify({ parent: aRollout(), related: { [UPDATE_KEY]: {} }, [part]: objects })
      for (const costly of AT_THE_EDGE.slice(0, 2)) {
        const body = Buffer.from(template.replaceAll(JSON.stringify(HERE), textOf(costly)))
        await holdsNobodyUp(named(`each of 20 ${part}`, costly), async () =>
          assert.equal(await post(portOf(hooks), '/rollout-sync', body), 422),
        )
      }
    }
  })

  const ANSWERS: Readonly<Record<string, object | string>> = {
    'a token': { token: HERE },
    'the answer of a token service': HERE,
    'a manifest': HERE,
    'an index': { schemaVersion: 2, manifests: HERE },
    'the annotations of a manifest': { schemaVersion: 2, config: { digest: NEW }, annotations: HERE },
    'the layers of a manifest': { schemaVersion: 2, config: { digest: NEW }, layers: HERE },
  }
  it('that a registry answers with', () =>
    fuzz(Object.keys(ANSWERS), async (place, costly) => {
      const body = withText(ANSWERS[place] ?? '', costly)
      const token = Buffer.from('{"token":"t"}')
      answer = path => (path.startsWith('/token') === place.includes('token') ? body : token)
      const host = `127.0.0.1:${portOf(registry)}`
      const { lookup } = dockerRegistry({ insecure: [host], timeoutMs: 240_000 })
      await holdsNobodyUp(named(place, costly), async () => {
        const found = await lookup({ repository: `${host}/team/os`, tag: 'stable' }, undefined)
        assert.ok(JSON.stringify(found).length < 1000)
      })
    }))

  const ENTRY = { image: { image: { image: 'i', transport: 't' }, imageDigest: NEW }, incompatible: false }
  const READERS: Readonly<Record<string, readonly [read: (text: string) => unknown, template: object | string]>> = {
    'bootc status': [parseStatus, { kind: 'BootcHost', status: HERE }],
    'a deployment of bootc': [parseStatus, { kind: 'BootcHost', status: { booted: { ...ENTRY, ostree: HERE } } }],
    'deployments of bootc': [parseStatus, { kind: 'BootcHost', status: { booted: ENTRY, otherDeployments: HERE } }],
    'progress of bootc': [progressIn, { type: 'ProgressBytes', task: 'pulling', bytes: 1, bytesCached: HERE }],
    "an agent's memory": [decodeJson(Memory), { ordered: HERE }],
    'a boot': [decodeJson(Boot), HERE],
    'a pull secret': [decodeJson(DockerConfig), { auths: HERE }],
  }
  it('that an agent finds on its host', () =>
    fuzz(Object.keys(READERS), async (place, costly) => {
      const [read, template] = READERS[place] ?? []
      const text = withText(template ?? '', costly).toString('utf8')
      await holdsNobodyUp(named(place, costly), () => read?.(text))
    }))
})
