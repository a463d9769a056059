import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as E from 'fp-ts/Either'
import { readHooksKey } from '../../hooks/hooks-key'
import { hookApp } from '../support/hook-app'

const KEY = '0123456789abcdef'.repeat(4)
const now = (): Date => new Date('2026-01-02T00:00:00Z')

describe('hooks that others reach', () => {
  let server: Server
  before(done => {
    const app = hookApp({ now, hooksKey: KEY })
    server = createServer(app).listen(0, '127.0.0.1', done)
  })
  after(() => void server.close())
  const port = (): number => (server.address() as AddressInfo).port

  const post = (path: string, headers: Readonly<Record<string, string>> = {}) =>
    fetch(`http://127.0.0.1:${port()}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: '{}',
    })

  for (const path of ['/pool-sync', '/rollout-sync', '/node-sync', '/rollout-sync/customize', '/anything'])
    for (const [what, headers] of [
      ['no key', {}],
      ['another key', { authorization: `Bearer ${KEY.replace('0', '1')}` }],
      ['the key in another scheme', { authorization: `Basic ${KEY}` }],
      ['an empty key', { authorization: 'Bearer ' }],
    ] as const)
      it(`refuse a request with ${what} to ${path}`, async () => {
        const answer = await post(path, headers)
        assert.equal(answer.status, 401)
        assert.doesNotMatch(await answer.text(), new RegExp(KEY))
      })

  it('read one with the key', async () =>
    assert.equal((await post('/node-sync', { authorization: `Bearer ${KEY}` })).status, 422))

  it('do not wait for the body of a request without the key', async () => {
    const socket = connect(port(), '127.0.0.1')
    socket.write(
      'POST /rollout-sync HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 60000000\r\n\r\n{',
    )
    const chunks: Buffer[] = []
    for await (const chunk of socket) chunks.push(chunk as Buffer)
    assert.match(Buffer.concat(chunks).toString(), /^HTTP\/1\.1 401 /)
  })
})

describe('the key of the hooks', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hooks-key-'))
  after(() => rmSync(folder, { recursive: true }))
  const read = (content: string) => {
    const file = join(folder, 'key')
    writeFileSync(file, content)
    return readHooksKey(file)
  }
  it('is read without its line break', () => assert.deepEqual(read(`${KEY}\n`), E.right(KEY)))
  for (const [what, content] of [
    ['short', 'secret'],
    ['empty', '\n'],
    ['of several words', `${KEY} ${KEY}`],
  ] as const)
    it(`is refused when it is ${what}`, () => {
      const key = read(content)
      assert.ok(E.isLeft(key))
      assert.match(key.left.join(), /^HOOKS_KEY_FILE: .* one word of at least 32 characters/)
    })
  it('is refused when it is not there', () => {
    const key = readHooksKey(join(folder, 'none'))
    assert.ok(E.isLeft(key))
    assert.match(key.left.join(), /^HOOKS_KEY_FILE: .*cannot be read/)
  })
})
