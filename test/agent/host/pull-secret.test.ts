import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import * as E from 'fp-ts/Either'
import { hostFiles } from '../../../agent/host/files'
import { mergeAuth, syncPullSecret } from '../../../agent/host/pull-secret'
import type { Host } from '../../../agent/ports'

const AUTH = '/run/ostree/auth.json'
const SECRET = JSON.stringify({ auths: { 'registry.example': { auth: 'bWU6c2VjcmV0' } } })
const OTHER = JSON.stringify({ auths: { 'registry.example': { auth: 'bWU6b3RoZXI=' } } })
const OWN = JSON.stringify({ auths: { 'own.example': { auth: 'b3du' } }, credHelpers: { 'gcr.example': 'gcr' } })

describe('the pull secret on the host', () => {
  let root: string
  let host: Host
  const put = (path: string, text: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  const auths = () => JSON.parse(readFileSync(join(root, AUTH), 'utf8'))
  const sync = async (secret: string | undefined): Promise<string> => {
    const synced = await syncPullSecret(host, secret)
    return E.isRight(synced) ? synced.right : synced.left.reason
  }
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'pull-secret-'))
    host = { ...hostFiles(root), run: () => Promise.reject(new Error('runs nothing')) }
  })
  afterEach(() => rmSync(root, { recursive: true, force: true }))

  it('is written for root alone, over the accounts of the host', async () => {
    put('/etc/ostree/auth.json', OWN)
    assert.equal(await sync(SECRET), 'changed')
    assert.deepEqual(Object.keys(auths().auths).sort(), ['own.example', 'registry.example'])
    assert.deepEqual(auths().credHelpers, { 'gcr.example': 'gcr' })
    assert.equal(statSync(join(root, AUTH)).mode & 0o777, 0o600)
  })
  it('is not written again when nothing changed', async () => {
    await sync(SECRET)
    const before = statSync(join(root, AUTH)).ino
    assert.equal(await sync(SECRET), 'unchanged')
    assert.equal(statSync(join(root, AUTH)).ino, before)
  })
  it('is replaced when it is rotated, and leaves no old account', async () => {
    put('/etc/ostree/auth.json', OWN)
    await sync(JSON.stringify({ auths: { 'gone.example': { auth: 'bWU6eA==' } } }))
    assert.equal(await sync(OTHER), 'changed')
    assert.deepEqual(Object.keys(auths().auths).sort(), ['own.example', 'registry.example'])
    assert.equal(auths().auths['registry.example'].auth, 'bWU6b3RoZXI=')
  })
  it('is taken away with the reference to it', async () => {
    await sync(SECRET)
    assert.equal(await sync(undefined), 'changed')
    assert.throws(auths, /ENOENT/)
    assert.equal(await sync(undefined), 'unchanged')
  })
  it('gives back a file that was in its place, as it was', async () => {
    put(AUTH, OWN)
    await sync(SECRET)
    await sync(OTHER)
    assert.ok(auths().auths['own.example'])
    await sync(undefined)
    assert.equal(readFileSync(join(root, AUTH), 'utf8'), OWN)
  })
  it('never touches a file that is not ours', async () => {
    put(AUTH, OWN)
    assert.equal(await sync(undefined), 'unchanged')
    assert.equal(readFileSync(join(root, AUTH), 'utf8'), OWN)
  })
  for (const bad of ['', 'x', '[]', '{}', '{"auths": 3}', '{"auths": {"a": "password"}}']) {
    it(`is refused as ${JSON.stringify(bad)}, without a word of it`, async () => {
      const synced = await syncPullSecret(host, bad)
      assert.ok(E.isLeft(synced))
      assert.equal(synced.left.reason, 'InvalidPullSecret')
      assert.doesNotMatch(synced.left.message, /password/)
      assert.throws(auths, /ENOENT/)
    })
  }
  it('takes a name and a password that come apart', () => {
    const merged = mergeAuth(undefined, JSON.stringify({ auths: { 'r.example': { username: 'me', password: 'pw' } } }))
    assert.deepEqual(JSON.parse(merged ?? '').auths, { 'r.example': { auth: Buffer.from('me:pw').toString('base64') } })
  })
})
