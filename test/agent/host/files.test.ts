import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import * as promises from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { hostFiles } from '../../../agent/host/files'
import { inRoot } from '../../../agent/host/in-root'

describe('a file of the host', () => {
  let dir: string
  let root: string
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'host-files-'))
    root = join(dir, 'root')
    mkdirSync(root)
    // What an absolute link would lead to in the agent's own container.
    writeFileSync(join(dir, 'secret'), 'of the container')
  })
  afterEach(() => rmSync(dir, { recursive: true, force: true }))

  const put = (path: string, text: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  const link = (path: string, target: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    symlinkSync(target, join(root, path))
  }

  it('is read below the root of the host, wherever links of the host lead', async () => {
    put('/usr/lib/ostree/auth.json', 'of the host')
    put('/usr/lib/os-release', 'above it')
    link('/etc/ostree/auth.json', '/usr/lib/ostree/auth.json')
    link('/ostree', 'usr/lib/ostree')
    link('/var/run', '../run')
    link('/run/here', '/ostree/../ostree/auth.json')
    const { read } = hostFiles(root)
    assert.equal(await read('/etc/ostree/auth.json'), 'of the host')
    assert.equal(await read('/ostree/auth.json'), 'of the host')
    assert.equal(await read('/var/run/here'), 'of the host')
    assert.equal(await read('/ostree/../os-release'), 'above it')
    assert.equal(await inRoot(promises, root, '/ostree/'), join(root, 'usr/lib/ostree'))
  })

  it('is none of the container, though a link names it absolutely or climbs to it', async () => {
    link('/etc/ostree/auth.json', join(dir, 'secret'))
    link('/run/ostree/auth.json', '../../../../secret')
    link('/run/folder', dir)
    const { read } = hostFiles(root)
    assert.equal(await read('/etc/ostree/auth.json'), undefined)
    assert.equal(await read('/run/ostree/auth.json'), undefined)
    assert.equal(await read('/run/folder/secret'), undefined)
  })

  it('is written below the root of the host, in place of a link of its name', async () => {
    link('/run/ostree', '/run/elsewhere')
    link('/run/elsewhere/auth.json', join(dir, 'secret'))
    const { write, remove } = hostFiles(root)
    await write('/run/ostree/auth.json', 'new')
    assert.equal(readFileSync(join(root, 'run/elsewhere/auth.json'), 'utf8'), 'new')
    assert.equal(readFileSync(join(dir, 'secret'), 'utf8'), 'of the container')
    await remove('/run/ostree/auth.json')
    assert.equal(await hostFiles(root).read('/run/elsewhere/auth.json'), undefined)
  })

  it('is made with its folders where nothing is yet', async () => {
    await hostFiles(root).write('/var/lib/bootc-operator/agent.json', '{}')
    assert.equal(readFileSync(join(root, 'var/lib/bootc-operator/agent.json'), 'utf8'), '{}')
  })

  it('is an error where links lead round in circles', async () => {
    link('/a', '/b')
    link('/b', 'a')
    await assert.rejects(inRoot(promises, root, '/a'), { code: 'ELOOP' })
  })

  it('is stamped as the host sees it', async () => {
    link('/ostree/bootc', '/target')
    const { stamp } = hostFiles(root)
    const before = await stamp(['/ostree/bootc'])
    put('/target', 'x')
    assert.notEqual(await stamp(['/ostree/bootc']), before)
  })
})
