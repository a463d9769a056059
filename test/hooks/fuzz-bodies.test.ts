import assert from 'node:assert/strict'
import fc from 'fast-check'
import request from 'supertest'
import { ROLLOUT_KEY, SCOPE_KEY } from '../../hooks/api/names'
import { aMember, marked } from '../builders/a-member'
import { aNode, aSlot, carrying } from '../builders/a-node'
import { aPool } from '../builders/a-pool'
import { aRollout } from '../builders/a-rollout'
import { anUpdate, rebootOrder, staged } from '../builders/an-update'
import { relatedNodes } from '../builders/related'
import { mutated } from '../manifests/mutate'
import type { Json } from '../manifests/schema-arbitrary'
import { emptyCluster, hookApp } from '../support/hook-app'

const now = (): Date => new Date('2026-01-02T00:05:00Z')
/** `FUZZ=5000 SEED=7` looks further. */
const RUNS = Number(process.env['FUZZ'] ?? 150)
const SEED = Number(process.env['SEED'] ?? 4)
/** CPU that one small body may take, in milliseconds: the event loop is held up no longer. */
const MOST_CPU_MS = 200

const app = hookApp({ cluster: emptyCluster(), now })

const plain = (value: object): Json => JSON.parse(JSON.stringify(value)) as Json

const BODIES: Readonly<Record<string, Json>> = {
  '/pool-sync': plain({ parent: aPool(), children: { [ROLLOUT_KEY]: { workers: aRollout() }, [SCOPE_KEY]: {} } }),
  '/rollout-sync': plain({
    parent: aRollout(),
    related: relatedNodes([
      [aMember('n1'), anUpdate('n1', staged())],
      [aMember('n2', marked('90', 'bbbbbbbbbbbb', 'Drained')), anUpdate('n2', staged(), rebootOrder('90'))],
    ]),
  }),
  '/node-sync': plain({
    object: aNode('n1', carrying(aSlot())),
    related: { [SCOPE_KEY]: { workers: { metadata: { name: 'workers', uid: 's' }, spec: { nodeSelector: {} } } } },
  }),
}

describe('whatever is posted to the hooks', function () {
  this.timeout(300_000)
  for (const [path, body] of Object.entries(BODIES))
    it(`is answered with 200 or 422, and holds nobody up: ${path}`, async () => {
      const property = fc.asyncProperty(mutated(fc.constant(body)), async changed => {
        const before = process.cpuUsage()
        const { status, text } = await request(app)
          .post(path)
          .set('content-type', 'application/json')
          .send(JSON.stringify(changed))
        const { user } = process.cpuUsage(before)
        assert.ok(status === 200 || status === 422, `${status}: ${text}`)
        assert.ok(user < 1000 * MOST_CPU_MS, `${user / 1000} ms of CPU`)
      })
      await fc.assert(property, { numRuns: RUNS, seed: SEED })
      console.log(`      ${RUNS} bodies, seed ${SEED}`)
    })
})
