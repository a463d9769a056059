import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { hostFiles } from '../../../agent/host/files'
import { attack } from './support/attack'

const SECRET = 'of the container of the agent'

attack('S-13', 'a host whose links lead out of it', () => {
  const dir = mkdtempSync(join(tmpdir(), 's13-'))
  const root = join(dir, 'host')
  const inside = join(dir, 'container')
  const files = hostFiles(root)
  const link = (path: string, target: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    symlinkSync(target, join(root, path))
  }

  before(() => {
    mkdirSync(inside)
    writeFileSync(join(inside, 'token'), SECRET)
    link('/etc/os-release', join(inside, 'token'))
    link('/etc/ostree/auth.json', '../../../../../../../../../../../..'.concat(join(inside, 'token')))
    link('/run/ostree', inside)
  })
  after(() => rmSync(dir, { recursive: true, force: true }))

  for (const path of ['/etc/os-release', '/etc/ostree/auth.json', '/run/ostree/token']) {
    it(`has no file of the agent's container read by ${path}`, async () =>
      assert.equal(await files.read(path), undefined))
  }

  it('has none written or removed there either', async () => {
    await files.write('/run/ostree/token', 'mine')
    await files.remove('/run/ostree/token')
    await files.write('/etc/os-release', 'mine')
    assert.equal(readFileSync(join(inside, 'token'), 'utf8'), SECRET)
  })
})
