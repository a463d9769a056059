import assert from 'node:assert/strict'
import { KubeConfig } from '@kubernetes/client-node'
import { endOfText } from '../../../cli/cluster/end-of-text'
import { type FakeServer, startFakeServer } from '../support/fake-server'

const LOG = '/api/v1/namespaces/n/pods/p/log'
const lines = (count: number): string => Array.from({ length: count }, (_, at) => `line ${at}\n`).join('')

describe('the end of a text of the API server', () => {
  let server: FakeServer
  const config = new KubeConfig()
  before(async () => {
    server = await startFakeServer({})
    config.loadFromString(server.kubeconfig())
  })
  after(() => server.stop())

  const read = (text: string, most: number): Promise<string> => {
    // A text is no collection, and is answered as it is.
    server.hold({ [LOG]: text as unknown as object })
    return endOfText(config, { method: 'GET', path: LOG, query: { tailLines: '5' } }, most)
  }

  it('is all of a short one', async () => {
    assert.equal(await read('', 10), '')
    assert.equal(await read('one\ntwo', 7), 'one\ntwo')
    assert.match(server.requests.at(-1)?.call ?? '', /log\?tailLines=5$/)
  })
  it('begins with a whole line', async () => {
    assert.equal(await read('one\ntwo\nthree\n', 11), 'two\nthree\n')
    assert.equal(await read('one\ntwo\nthree\n', 9), 'three\n')
  })
  it('of megabytes is no longer than was asked for', async () => {
    const all = lines(500_000)
    const end = await read(all, 100_000)
    assert.ok(end.length <= 100_000 && end.length > 99_000 && all.endsWith(end))
    assert.match(end, /^line \d+\n/)
  })
  it('of a pod that is not there is refused with what the API server says', () =>
    assert.rejects(endOfText(config, { method: 'GET', path: '/nowhere/x' }, 10), { kind: 'api-refused', status: 404 }))
  it('of a server that is not there cannot be read', async () => {
    const gone = new KubeConfig()
    gone.loadFromString(server.kubeconfig().replace(/127\.0\.0\.1:\d+/, '127.0.0.1:1'))
    await assert.rejects(endOfText(gone, { method: 'GET', path: LOG }, 10), { kind: 'api-unreachable' })
  })
})
