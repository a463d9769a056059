import assert from 'node:assert/strict'
import pino from 'pino'
import request from 'supertest'
import type { BootcNodePool } from '../hooks/api/bootc-node-pool'
import { ROLLOUT_KEY, SCOPE_KEY } from '../hooks/api/names'
import { DOCKER_CONFIG_KEY, DOCKER_CONFIG_TYPE } from '../hooks/api/secret'
import type { Registry } from '../hooks/ports/registry'
import { aFoundImage, STABLE, withImage } from './builders/a-lookup'
import { aPool } from './builders/a-pool'
import { imageOf, NEW, REPOSITORY } from './builders/digests'
import { clusterWith } from './support/fake-cluster'
import { registryWith } from './support/fake-registry'
import { hookApp } from './support/hook-app'

const PASSWORD = 'correct-horse-battery'
const auths = { 'registry.example': { username: 'puller', password: PASSWORD } }
const HUNG = 'registry.example/hung'

const named = (name: string, ref: string): BootcNodePool => {
  const pool = aPool(withImage({ ref }))
  const spec = { ...pool.spec, pullSecretRef: { name: 'os-pull' } }
  return { metadata: { ...pool.metadata, name, uid: `uid of ${name}` }, spec }
}

/** The hook server over a registry, and everything that it logs. */
const serverWith = (registry: Registry) => {
  const logged: string[] = []
  const logger = pino({ level: 'trace' }, { write: line => void logged.push(line) })
  const data = { [DOCKER_CONFIG_KEY]: Buffer.from(JSON.stringify({ auths })).toString('base64') }
  const cluster = clusterWith({
    readPool: async () => undefined,
    readSecret: async ({ name }) => ({ metadata: { name, uid: 's' }, type: DOCKER_CONFIG_TYPE, data }),
  })
  const agents = { image: undefined, namespace: 'bootc-operator' }
  const app = hookApp({ cluster, registry, now: () => new Date(), logger, agents })
  const sync = (parent: BootcNodePool) =>
    request(app)
      .post('/pool-sync')
      .send({ parent, children: { [ROLLOUT_KEY]: {}, [SCOPE_KEY]: {} }, related: {}, finalizing: false })
  return { sync, logged }
}

/** One repository never answers, the others do. */
const registry: Registry = {
  lookup: (image, credentials) =>
    image.repository === HUNG
      ? new Promise(() => undefined)
      : registryWith({ [STABLE]: aFoundImage(NEW) }).lookup(image, credentials),
}

const elapsed = async <T>(work: PromiseLike<T>): Promise<{ readonly answer: T; readonly ms: number }> => {
  const began = performance.now()
  const answer = await work
  return { answer, ms: performance.now() - began }
}

/** Once is enough: a machine that stands still in the middle tells nothing of who waits for whom. */
const atLeastOnce = async (work: () => Promise<void>): Promise<void> => {
  for (let tries = 3; tries > 1; tries -= 1) {
    try {
      return await work()
    } catch {
      // Again.
    }
  }
  return work()
}

describe('the hook server, asked about tags', () => {
  it('answers with a rollout of what the tag names, and when to ask again', async () => {
    const { status, body } = await serverWith(registry).sync(named('workers', STABLE))
    assert.equal(status, 200)
    assert.deepEqual(Object.keys(body).sort(), ['children', 'resyncAfterSeconds', 'status'])
    const rollout = body.children.find(({ kind }: { kind: string }) => kind === 'BootcRollout')
    assert.deepEqual([rollout.spec.image, rollout.spec.architectures], [imageOf(NEW), ['amd64']])
  })

  it('answers what it knows when a registry hangs, waits for it no second time, and makes no other pool wait', async function () {
    this.timeout(300_000)
    await atLeastOnce(async () => {
      const { sync } = serverWith(registry)
      const hung = named('hung', `${HUNG}:stable`)
      const first = elapsed(sync(hung))
      const other = await elapsed(sync(named('workers', STABLE)))
      assert.equal(other.answer.body.status.targetDigest, NEW)
      const { answer, ms } = await first
      assert.equal(answer.status, 200)
      assert.equal(answer.body.status.phase, 'Resolving')
      assert.ok(other.ms < ms / 2, `the other pool took ${other.ms} ms, the hung one ${ms} ms`)
      const paused: BootcNodePool = { ...hung, spec: { ...hung.spec, rollout: { ...hung.spec.rollout, paused: true } } }
      const second = await elapsed(sync(paused))
      const condition = second.answer.body.status.conditions.find(({ type }: { type: string }) => type === 'Paused')
      assert.equal(condition.status, 'True')
      assert.ok(second.ms < ms / 2, `the pause took ${second.ms} ms, the first sync ${ms} ms`)
    })
  })

  it('says nothing of credentials, whatever comes of them', async () => {
    const outcomes: ReadonlyArray<Registry> = [
      registry,
      registryWith(),
      { lookup: (_, credentials) => Promise.reject(new Error(JSON.stringify(credentials))) },
    ]
    for (const each of outcomes) {
      const { sync, logged } = serverWith(each)
      const { text, status } = await sync(named('workers', STABLE))
      assert.equal(status, 200)
      assert.ok(logged.length > 0, 'the request was logged')
      for (const said of [text, ...logged]) {
        assert.ok(!said.includes(PASSWORD) && !said.includes(Buffer.from(PASSWORD).toString('base64')), said)
      }
    }
  })

  it('has no rollout for what it cannot resolve, and says why', async () => {
    const { body } = await serverWith(registry).sync(named('workers', `${REPOSITORY}:gone`))
    assert.deepEqual(
      body.children.map(({ kind }: { kind: string }) => kind),
      ['BootcPoolScope'],
    )
    assert.match(body.status.message, /^ImageNotFound: /)
    assert.equal(body.resyncAfterSeconds, 15)
  })
})
