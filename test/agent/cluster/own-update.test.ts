import assert from 'node:assert/strict'
import * as E from 'fp-ts/Either'
import { followOwnUpdate, type OwnUpdate } from '../../../agent/cluster/own-update'
import { isOlder } from '../../../agent/cluster/resource-version'
import { orderIdIn } from '../../../agent/order'
import type { BootcNodeUpdateStatus } from '../../../hooks/api/bootc-node-update'
import { eventually } from '../support/eventually'
import { type FakeApi, startFakeApi } from '../support/fake-api'
import { specWith } from '../support/spec-with'

const status = (message: string, changes: Partial<BootcNodeUpdateStatus> = {}): BootcNodeUpdateStatus => ({
  nodeUID: 'uid',
  phase: 'Idle',
  message,
  ...changes,
})

describe("the agent's own BootcNodeUpdate", function () {
  this.timeout(300_000)
  let api: FakeApi
  let own: OwnUpdate
  let changes: number

  beforeEach(async () => {
    api = await startFakeApi()
    changes = 0
    api.order('a', { step: 1 })
    own = followOwnUpdate(api.kubeConfig(), 'a', { changed: () => (changes += 1), interrupted: () => undefined })
    await eventually('the first list', () => own.isKnown())
  })
  afterEach(async () => {
    own.stop()
    await api.stop()
  })
  const version = () => own.current()?.metadata.resourceVersion
  const sent = () => api.patches.at(-1)

  it('is written only when the status differs, and only with what differs', async () => {
    const progress = { percent: 1, bytes: 2 }
    await own.write(status('one', { progress }))
    assert.deepEqual(await own.write(status('one', { progress })), E.right('unchanged'))
    assert.equal(api.patches.length, 1)
    await own.write(status('one', { progress: { percent: 3 } }))
    assert.deepEqual(sent(), { status: { progress: { percent: 3, bytes: null } } })
    await own.write(status('two'))
    assert.deepEqual(sent(), { status: { message: 'two', progress: null } })
    assert.deepEqual(api.get('a')?.status, status('two'))
  })
  it('takes a field that is undefined for one that is absent', async () => {
    const progress = { percent: 1, bytes: 2 }
    await own.write(status('one', { progress }))
    await own.write(status('one', { progress: { percent: 1, bytes: undefined } }))
    assert.deepEqual(sent(), { status: { progress: { bytes: null } } })
    await own.write(status('one', { progress: undefined }))
    assert.deepEqual(sent(), { status: { progress: null } })
    assert.deepEqual(await own.write(status('one', { progress: undefined })), E.right('unchanged'))
  })
  it('is not written for ever when the API server drops a field', async () => {
    await own.write(status('one'))
    api.intercept(method => (method === 'PATCH' ? { status: 200, body: own.current() } : undefined))
    await own.write(status('two'))
    assert.deepEqual(await own.write(status('two')), E.right('unchanged'))
    assert.equal(api.requests.filter(request => request.startsWith('PATCH')).length, 2)
  })
  it('is refused with 409 when it changed since it was read', async () => {
    const read = await own.read()
    assert.ok(E.isRight(read))
    api.order('a', { step: 2 })
    const answer = await own.write(status('rebooting'), read.right?.metadata.resourceVersion)
    assert.ok(E.isLeft(answer) && answer.left.kind === 'api-refused' && answer.left.status === 409)
    assert.equal(api.get('a')?.status, undefined)
  })
  it('confirms the version even when nothing differs', async () => {
    await own.write(status('rebooting'))
    const old = version()
    api.order('a', { step: 2 })
    const answer = await own.write(status('rebooting'), old)
    assert.ok(E.isLeft(answer))
  })
  it('never shows a copy from before its own last write', async () => {
    const old = api.get('a')
    await own.write(status('one'))
    const written = version()
    await eventually('the watch', () => api.watching() === 1)
    api.send({ type: 'MODIFIED', object: old })
    api.send({ type: 'DELETED', object: old })
    await new Promise(resolve => setTimeout(resolve, 150))
    assert.equal(version(), written)
    api.order('a', { step: 2 })
    await eventually('the newer copy', () => orderIdIn(own.current()) === 2)
  })
  it('wakes the agent for an order that only the answer to its own write shows', async () => {
    const answer = (resourceVersion: string, id: number) => {
      const body = { ...api.get('a'), metadata: { name: 'a', resourceVersion }, spec: specWith({ step: id }, id) }
      api.intercept(method => (method === 'PATCH' ? { status: 200, body } : undefined))
    }
    const before = changes
    answer('500', 1)
    await own.write(status('one'))
    assert.equal(changes, before)
    answer('501', 2)
    await own.write(status('two'))
    assert.equal(orderIdIn(own.current()), 2)
    assert.equal(changes, before + 1)
  })
  it('is absent when it was deleted, and tells of it', async () => {
    const before = changes
    api.remove('a')
    await eventually('its absence', () => own.current() === undefined)
    assert.ok(changes > before)
    assert.deepEqual(await own.read(), E.right(undefined))
  })
  it('says when the API server cannot be reached', async () => {
    await api.stop()
    const answer = await own.read()
    assert.ok(E.isLeft(answer) && answer.left.kind === 'api-unreachable')
  })
})

describe('resource versions', () => {
  const cases = [
    { a: '9', b: '10', want: true },
    { a: '10', b: '9', want: false },
    { a: '10', b: '10', want: false },
    { a: '99999999999999999999', b: '100000000000000000000', want: true },
    { a: 'x', b: '1', want: false },
  ]
  for (const { a, b, want } of cases)
    it(`${a} is ${want ? '' : 'not '}older than ${b}`, () => assert.equal(isOlder(a, b), want))
})
