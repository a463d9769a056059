import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Controller } from '../../../hooks/api/controller'
import { VERSION_ANNOTATION } from '../../../hooks/api/version'
import type { ControllerStore } from '../../../hooks/ports/controllers'
import { keepRegistered, type Registration } from '../../../hooks/register/keep-registered'
import { wantedController } from '../../../hooks/register/wanted'

const wanted = ['a', 'b'].map(name =>
  wantedController(
    { apiVersion: 'metacontroller.k8s.io/v1alpha1', kind: 'CompositeController', metadata: { name }, spec: { x: 1 } },
    'http://127.0.0.1:1',
  ),
)

/** Controllers as the API server keeps them: a changed spec is another generation. */
const aStore = () => {
  const kept = new Map<string, Controller>()
  let failing: Error | undefined
  const writes: string[] = []
  const write = async (verb: string, { metadata, ...rest }: Controller): Promise<Controller> => {
    if (failing) throw failing
    writes.push(`${verb} ${metadata.name}`)
    const before = kept.get(metadata.name)
    const isSame = JSON.stringify(before?.spec) === JSON.stringify(rest.spec)
    const generation = (before?.metadata.generation ?? 0) + (isSame ? 0 : 1)
    const now = { ...rest, metadata: { ...metadata, generation } }
    kept.set(metadata.name, now)
    return now
  }
  const store: ControllerStore = {
    read: async ({ metadata }) => {
      if (failing) throw failing
      return kept.get(metadata.name)
    },
    create: controller => write('create', controller),
    replace: controller => write('replace', controller),
  }
  const fail = (error?: Error): void => {
    failing = error
  }
  return { store, kept, writes, fail }
}

describe('keeping the controllers registered', function () {
  this.timeout(300_000)
  let registration: Registration | undefined
  const notes: string[] = []
  const start = (controllers: ControllerStore): Registration => {
    notes.length = 0
    const note = (message: string, name: string): void => void notes.push(`${name}: ${message}`)
    registration = keepRegistered(wanted, { controllers, note, intervalMs: 10 })
    return registration
  }
  const until = async (what: string, holds: () => boolean): Promise<void> => {
    for (const deadline = Date.now() + 240_000; !holds(); await sleep(5))
      assert.ok(Date.now() < deadline, `${what} did not come; notes: ${notes.join(' | ')}`)
  }
  afterEach(() => registration?.stop())

  it('creates what is missing, and then writes nothing more', async () => {
    const { store, writes } = aStore()
    const { isRegistered } = start(store)
    assert.equal(isRegistered(), false, 'not before it has looked')
    await until('the registration', isRegistered)
    await sleep(100)
    assert.deepEqual(writes, ['create a', 'create b'])
    assert.deepEqual(notes, ['a: registered', 'b: registered'])
  })

  it('tries again until the API server lets it, and says once why not', async () => {
    const { store, fail } = aStore()
    fail(new Error('it is away'))
    const { isRegistered, problems } = start(store)
    await until('both problems', () => problems().length === 2)
    await sleep(50)
    assert.equal(isRegistered(), false)
    assert.deepEqual(problems()[0], {
      reason: 'NotRegistered',
      message: 'CompositeController a cannot be registered: it is away',
    })
    assert.equal(notes.length, 2)
    fail()
    await until('the registration', isRegistered)
    assert.deepEqual(problems(), [])
  })

  it('repairs what is deleted or changed', async () => {
    const { store, kept } = aStore()
    const { isRegistered } = start(store)
    await until('the registration', isRegistered)
    kept.delete('a')
    const { metadata, ...rest } = kept.get('b') as Controller
    kept.set('b', { ...rest, spec: { x: 2 }, metadata: { ...metadata, generation: 2 } })
    await until('the repair', () => kept.has('a') && kept.get('b')?.spec['x'] === 1)
    await until('its note', () => notes.includes('b: registered again'))
  })

  it('leaves a newer version alone, and is not ready', async () => {
    const { store, kept, writes } = aStore()
    const [, b] = wanted
    assert.ok(b)
    kept.set('b', { ...b, metadata: { name: 'b', annotations: { [VERSION_ANNOTATION]: '99.0.0' }, generation: 1 } })
    const { isRegistered, problems } = start(store)
    await until('the problem', () => problems().length === 1)
    await sleep(50)
    assert.equal(isRegistered(), false)
    assert.deepEqual(writes, ['create a'])
  })
})
