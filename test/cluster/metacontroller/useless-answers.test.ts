import assert from 'node:assert/strict'
import { type Bench, eventually, SUBJECT, settle, useBench } from './bench'
import type { HookReply } from './toy-hooks'
import { API_VERSION, aChild, aComposite, aParent, CHILDREN, COMPOSITES, namesOf, PARENTS } from './toy-kinds'

const KIND = `Child.${API_VERSION}`

describe(`a useless answer of a hook to ${SUBJECT}`, () => {
  const use = useBench()
  let bench: Bench
  before(async () => {
    bench = await use()
  })

  const useless: ReadonlyArray<{ readonly name: string; readonly reply: HookReply }> = [
    { name: 'a 500', reply: { code: 500, body: { status: {}, children: [] } } },
    { name: 'a 201', reply: { code: 201, body: { status: {}, children: [] } } },
    { name: 'a 422', reply: { code: 422, body: { problems: ['parent: expected more'] } } },
    { name: 'a 200 that is not JSON', reply: { body: '{"children": [' } },
    { name: 'a 200 with an unknown field', reply: { body: { status: {}, children: [], debug: 'no' } } },
    { name: 'a 200 with a field in other letter case', reply: { body: { Status: {}, children: [] } } },
    { name: 'a 200 with a child without kind', reply: { body: { children: [{ metadata: { name: 'x' } }] } } },
    { name: 'a 200 with a status that is a text', reply: { body: { status: 'Ready', children: [] } } },
  ]
  for (const [index, { name, reply }] of useless.entries()) {
    it(`such as ${name} changes nothing, is told as a SyncError event and asked for again`, async () => {
      const { cluster, hooks, writes } = bench
      const key = `useless-${index}`
      let broken = false
      const sync = hooks.serve(() =>
        broken ? reply : { body: { status: { phase: 'Ready' }, children: [aChild(`${key}-child`)] } },
      )
      await cluster.create(COMPOSITES, aComposite(key, sync.url))
      await cluster.create(PARENTS, aParent(key))
      await eventually('the child', () => namesOf(sync.calls.at(-1)?.request.children[KIND]).length === 1)
      await settle()
      const mine = () =>
        writes().filter(({ name: written, resource }) => written.startsWith(key) && resource !== 'events')
      const before = mine().length
      broken = true
      const calls = sync.calls.length
      const parent = await cluster.patch(PARENTS, key, { spec: { again: true } })
      await eventually('three more calls', () => sync.calls.length >= calls + 3)
      await eventually('the event', async () => (await cluster.syncErrors(parent)).length > 0)
      assert.ok(await cluster.find(CHILDREN, `${key}-child`))
      assert.deepEqual((await cluster.get(PARENTS, key)).status, { phase: 'Ready', observedGeneration: 1 })
      assert.equal(mine().length, before)
    })
  }
})
