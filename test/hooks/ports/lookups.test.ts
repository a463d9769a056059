import assert from 'node:assert/strict'
import type { ImageReference } from '../../../hooks/api/image'
import { createLookups, failureIn, type Question } from '../../../hooks/ports/lookups'
import type { Registry } from '../../../hooks/ports/registry'
import { aFailure, aFoundImage } from '../../builders/a-lookup'
import { NEW, OLD, REPOSITORY } from '../../builders/digests'
import { asJson } from '../../support/as-json'
import { registryWith } from '../../support/fake-registry'

const NOW = new Date('2026-01-02T00:00:00Z')
const now = (): Date => NOW
const TAG: ImageReference = { repository: REPOSITORY, tag: 'stable' }
const question: Question = { pool: 'uid', key: 'stable', tag: TAG, failuresBefore: 0 }

/** A registry whose answers come when the test says so. */
const slowRegistry = () => {
  const asked: Array<() => void> = []
  const registry: Registry = {
    lookup: () => new Promise(resolve => asked.push(() => resolve(aFoundImage(NEW)))),
  }
  return { registry, asked }
}

const turns = async (): Promise<void> => void (await new Promise(resolve => setImmediate(resolve)))

describe('lookups', () => {
  it('remember the last answer of a pool', async () => {
    const lookups = createLookups({ registry: registryWith({ [`${REPOSITORY}:stable`]: aFoundImage(NEW) }), now })
    const answer = await lookups.ask(question, undefined)
    assert.deepEqual(asJson(answer), { key: 'stable', at: NOW.getTime(), tag: aFoundImage(NEW), failures: 0 })
    assert.equal(lookups.last('uid'), answer)
    assert.equal(lookups.last('another'), undefined)
  })

  it('count failures on', async () => {
    const lookups = createLookups({ registry: registryWith(), now })
    assert.equal((await lookups.ask({ ...question, failuresBefore: 2 }, undefined))?.failures, 3)
  })

  it('wait for a registry that hangs no longer than they may, once for all who ask, and have its answer later', async () => {
    const { registry, asked } = slowRegistry()
    const lookups = createLookups({ registry, now, patienceMs: 5 })
    assert.equal(await lookups.ask(question, undefined), undefined)
    assert.equal(await lookups.ask(question, undefined), undefined)
    assert.equal(asked.length, 1)
    assert.equal(lookups.last('uid'), undefined)
    asked[0]?.()
    await turns()
    assert.equal(lookups.last('uid')?.tag.outcome, 'found')
  })

  it('wait from the time the lookup began, not from the time somebody asks again', async () => {
    const { registry } = slowRegistry()
    let clock = NOW.getTime()
    const lookups = createLookups({ registry, now: () => new Date(clock), patienceMs: 600_000 })
    void lookups.ask(question, undefined)
    clock += 600_000
    assert.equal(await lookups.ask(question, undefined), undefined)
  })

  it('do not wait for one pool on behalf of another', async () => {
    const { registry, asked } = slowRegistry()
    const lookups = createLookups({ registry, now, patienceMs: 60_000 })
    void lookups.ask(question, undefined)
    const other = lookups.ask({ ...question, pool: 'other' }, undefined)
    asked[1]?.()
    assert.equal((await other)?.tag.outcome, 'found')
  })

  it('forget the answer to a question that was replaced meanwhile', async () => {
    const { registry, asked } = slowRegistry()
    const lookups = createLookups({ registry, now, patienceMs: 5 })
    await lookups.ask(question, undefined)
    await lookups.ask({ ...question, key: 'edited' }, undefined)
    asked[0]?.()
    await turns()
    assert.equal(lookups.last('uid'), undefined)
    asked[1]?.()
    await turns()
    assert.equal(lookups.last('uid')?.key, 'edited')
  })

  it('take an image that no host can boot for a failure', async () => {
    const shelf = { [`${REPOSITORY}:stable`]: aFoundImage(NEW, { bootc: false }) }
    const answer = await createLookups({ registry: registryWith(shelf), now }).ask(question, undefined)
    assert.deepEqual(answer && failureIn(answer), {
      outcome: 'failed',
      reason: 'NotABootcImage',
      message:
        'registry.example/os:stable has neither label containers.bootc nor ostree.bootable, so no host can boot it',
    })
  })

  it('say nothing of what a registry threw, which may hold credentials', async () => {
    const registry: Registry = { lookup: () => Promise.reject(new Error('Basic c2VjcmV0')) }
    const answer = await createLookups({ registry, now }).ask(question, undefined)
    assert.equal(answer && failureIn(answer)?.message, 'the lookup of registry.example/os broke off')
  })

  const approved = [
    { name: 'exists', outcome: aFoundImage(OLD), want: undefined },
    { name: 'does not exist, which is an answer', outcome: aFailure('ImageNotFound'), want: undefined },
    { name: 'may exist or not', outcome: aFailure('RegistryTimeout'), want: 'RegistryTimeout' },
  ]
  for (const { name, outcome, want } of approved) {
    it(`tell of a failure if what was approved ${name}: ${want ?? 'none'}`, () =>
      assert.equal(failureIn({ tag: aFoundImage(NEW), approved: outcome })?.reason, want))
  }
})
