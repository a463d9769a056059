import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { POOL_REASONS, type Reason } from '../../../hooks/api/reasons'
import { type Health, healthOf } from '../../../testbed/lua/health-of'
import { type SeenState, STATES, seenIn } from '../../simulate/states'
import type { Stored } from '../../simulate/store'
import { golden } from '../../support/golden'

const script = readFileSync(resolve('manifests/gitops/health.lua'), 'utf8')

/** Of Argo CD, by what kstatus says of the same object: one fleet has one state, whoever asks. */
const AS_KSTATUS: Readonly<Record<string, ReadonlyArray<string>>> = {
  Current: ['Healthy'],
  InProgress: ['Progressing', 'Suspended'],
  Failed: ['Degraded'],
}

const stored = (status: object | undefined, generation = 1): object => ({
  metadata: { name: 'workers', generation },
  ...(status && { status }),
})
const ready = { type: 'Ready', status: 'True', reason: 'UpToDate', message: 'all nodes run the target' }

describe('health.lua', function () {
  this.timeout(600_000)
  const seen: SeenState[] = []
  const healths = new Map<Stored, Health>()

  before(async () => {
    for (const state of STATES) seen.push(await seenIn(state))
    const objects = seen.flatMap(({ pools, rollouts, updates }) => [...pools, ...rollouts, ...updates])
    const found = await healthOf(script, objects)
    for (const [at, object] of objects.entries()) {
      const health = found[at]
      if (health !== undefined) healths.set(object, health)
    }
  })

  const row = (object: Stored): string => {
    const { reason } = (object.status ?? {}) as { readonly reason?: string }
    return `  ${object.metadata.name} ${reason}: ${healths.get(object)?.status}`
  }

  it('gives each state of a pool its health', () => {
    const text = `${seen.map(({ title, pools }) => [title, ...pools.map(row)].join('\n')).join('\n')}\n`
    assert.equal(text, golden('argo health of every state of a pool', text))
  })

  it('says what the status says', () => {
    for (const { pools } of seen) {
      for (const pool of pools) {
        const { message } = (pool.status ?? {}) as { readonly message?: string }
        assert.equal(healths.get(pool)?.message, message)
      }
    }
  })

  it('agrees with kstatus about each pool and each rollout of them', () => {
    for (const { title, pools, rollouts } of seen) {
      for (const object of [...pools, ...rollouts]) {
        const { reason, observedGeneration = 0 } = (object.status ?? {}) as {
          reason?: Reason
          observedGeneration?: number
        }
        if (reason === undefined || observedGeneration < object.metadata.generation) continue
        const allowed = AS_KSTATUS[POOL_REASONS[reason].kstatus] ?? []
        const { status = '' } = healths.get(object) ?? {}
        assert.ok(allowed.includes(status), `${title}: ${object.metadata.name} is ${reason}, and ${status}`)
      }
    }
  })

  it('calls a node that failed Degraded, and one that runs the target Healthy', () => {
    const of = (title: string): ReadonlyArray<string> => {
      const state = seen.find(({ title: is }) => is === title)
      return (state?.updates ?? []).map(update => healths.get(update)?.status ?? '')
    }
    assert.deepEqual(of('complete'), ['Healthy', 'Healthy'])
    assert.ok(of('halted').includes('Degraded'))
  })

  it('believes nothing that the operator said of an earlier spec', async () => {
    const status = { observedGeneration: 1, conditions: [ready] }
    const found = await healthOf(script, [stored(undefined), stored(status, 2), stored(status)])
    assert.deepEqual(
      found.map(({ status: is }) => is),
      ['Progressing', 'Progressing', 'Healthy'],
    )
  })

  it('believes nothing that an agent said of an earlier order, whatever is noted of its Node since', async () => {
    const of = (observedOrder: number): object => ({
      metadata: { name: 'n1', generation: 40 },
      spec: { node: {}, order: { id: 2 } },
      status: { observedOrder, conditions: [ready] },
    })
    const found = await healthOf(script, [of(1), of(2)])
    assert.deepEqual(
      found.map(({ status }) => status),
      ['Progressing', 'Healthy'],
    )
  })

  it('puts what stands still before what it waits for', async () => {
    const paused = { type: 'Paused', status: 'True', reason: 'Paused', message: 'held' }
    const stalled = { type: 'Stalled', status: 'True', reason: 'Halted', message: 'halted' }
    const of = (conditions: ReadonlyArray<object>): object => stored({ observedGeneration: 1, conditions })
    const found = await healthOf(script, [of([paused, stalled]), of([paused, ready]), of([paused])])
    assert.deepEqual(
      found.map(({ status, message }) => `${status}: ${message}`),
      ['Degraded: halted', 'Healthy: all nodes run the target', 'Suspended: held'],
    )
  })
})
