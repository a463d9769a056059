import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { directory, type Entry, file, symlink } from '../../../../testbed/image-builder/oci/entry'
import { tarOf } from '../../../../testbed/image-builder/oci/tar'

const deep = `${'folder/'.repeat(20)}file`

describe('a tar archive', () => {
  let folder = ''
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tar-'))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  const tar = (...args: ReadonlyArray<string>): string =>
    execFileSync('tar', ['-C', folder, ...args], { encoding: 'utf8', env: { PATH: process.env['PATH'], TZ: 'UTC' } })

  const cases: ReadonlyArray<{ readonly name: string; readonly entry: Entry; readonly want: string }> = [
    { name: 'a file', entry: file('a/b', 'text'), want: '-rw-r--r-- 0/0 4 1970-01-01 00:00 a/b' },
    { name: 'a program', entry: file('p', 'x', 0o755), want: '-rwxr-xr-x 0/0 1 1970-01-01 00:00 p' },
    { name: 'a file of one block', entry: file('p', 'x'.repeat(512)), want: '-rw-r--r-- 0/0 512 1970-01-01 00:00 p' },
    { name: 'a folder', entry: directory('tmp', 0o1777), want: 'drwxrwxrwt 0/0 0 1970-01-01 00:00 tmp/' },
    { name: 'a link', entry: symlink('bin', 'usr/bin'), want: 'lrwxrwxrwx 0/0 0 1970-01-01 00:00 bin -> usr/bin' },
    { name: 'a long path', entry: file(deep, ''), want: `-rw-r--r-- 0/0 0 1970-01-01 00:00 ${deep}` },
  ]
  for (const { name, entry, want } of cases) {
    it(`holds ${name}, of root and of 1970`, () => {
      writeFileSync(join(folder, 'archive'), tarOf([entry, file('last', 'the end')]))
      const [first = '', ...rest] = tar('--numeric-owner', '-tvf', join(folder, 'archive')).trim().split('\n')
      assert.equal(first.replace(/ +/g, ' '), want)
      assert.equal(rest.length, 1, 'what follows is found')
    })
  }

  it('gives back the bytes that were put in', () => {
    const contents = [Buffer.from([...Array(256).keys()]), Buffer.alloc(1024, 7), Buffer.alloc(0)]
    writeFileSync(join(folder, 'archive'), tarOf(contents.map((content, index) => file(`${index}`, content))))
    tar('-xf', join(folder, 'archive'))
    assert.deepEqual(
      contents.map((_, index) => readFileSync(join(folder, `${index}`))),
      contents,
    )
  })

  it('refuses a path for which a header has no room', () => {
    assert.throws(() => tarOf([file('x'.repeat(101), '')]), /too long for a tar archive/)
    assert.throws(() => tarOf([file(`${'folder/'.repeat(40)}x`, '')]), /too long for a tar archive/)
    assert.throws(() => tarOf([symlink('l', 'x'.repeat(101))]), /points too far/)
  })
})
