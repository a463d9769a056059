import assert from 'node:assert/strict'
import { type SpawnSyncReturns, spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { homedir, hostname, tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { type BuiltImage, buildImage } from '../../../testbed/image-builder/build-image'
import { extractLayout } from './support/extract-layout'
import { temporaryBundles } from './support/temporary-bundles'

const USER = '--userspec=65532:65532'

/** Where chroot itself is found, which only root may call. */
const PATH = '/usr/sbin:/usr/bin:/sbin:/bin'

describe('the image of the operator', function () {
  this.timeout(600_000)
  const bundles = temporaryBundles()
  let folder = ''
  let root = ''
  let image: BuiltImage
  const build = (name: string): Promise<BuiltImage> =>
    buildImage('operator', join(folder, name), {
      log: () => undefined,
      node: process.execPath,
      bundles: bundles(),
      compression: 1,
    })

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'image-'))
    image = await build('layout')
    root = join(folder, 'root')
    extractLayout(image.folder, root)
  })
  after(() => rmSync(folder, { recursive: true, force: true }))

  const filesIn = (part: string): ReadonlyArray<string> =>
    readdirSync(join(root, part), { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile())
      .map(entry => relative(root, join(entry.parentPath, entry.name)))

  /** Runs a program in the image, without anything of this machine but its kernel. */
  const inImage = (command: ReadonlyArray<string>, env = {}): SpawnSyncReturns<string> => {
    const ended = spawnSync('chroot', [USER, root, ...command], {
      encoding: 'utf8',
      env: { PATH, ...env },
      timeout: 240_000,
    })
    assert.doesNotMatch(ended.stderr, /^chroot:/, 'the program started')
    return ended
  }

  it('has the same digest when it is made again', async () => {
    assert.equal((await build('again')).digest, image.digest)
  })

  it('holds what it needs and nothing else of this machine', () => {
    const known =
      /^(usr\/lib(64|)\/([\w-]+\/)?(ld-[\w.-]+|lib[\w+-]+)\.so(\.\d+)*|usr\/bin\/(node|nsenter)|app\/(agent|hooks)\.js)$/
    const settings = ['etc/group', 'etc/nsswitch.conf', 'etc/passwd', 'etc/ssl/certs/ca-certificates.crt']
    assert.deepEqual(
      filesIn('.').filter(path => !known.test(path) && !settings.includes(path)),
      [],
    )
  })

  it('tells nothing about who made it', () => {
    const told = [hostname(), homedir(), process.cwd(), folder].map(text => `${text}/`)
    for (const path of [...filesIn('app'), ...filesIn('etc')]) {
      const text = readFileSync(join(root, path), 'utf8')
      assert.deepEqual(
        told.filter(secret => text.includes(secret)),
        [],
        path,
      )
    }
  })

  it('runs as a user who is not root', () => {
    const { stdout } = inImage(['node', '-p', '[process.getuid(), os.userInfo().username].join()'])
    assert.equal(stdout.trim(), '65532,nonroot')
  })

  it('starts the hooks, which name what is wrong with their settings', () => {
    const { stderr, status } = inImage(['node', '/app/hooks.js'], { HOOKS_PORT: 'x' })
    assert.match(stderr, /^HOOKS_PORT: expected .*, got "x"$/m)
    assert.equal(status, 1)
  })

  it('starts the agent without a compiler, which names what it lacks', () => {
    const { stdout, status } = inImage(['node', '--jitless', '--no-expose-wasm', '/app/agent.js'])
    assert.match(stdout, /"problem":"NODE_NAME is not set: /)
    assert.equal(status, 1)
  })

  it('has an nsenter that finds its libraries', () => {
    const { stdout, stderr } = inImage(['nsenter', '--version'])
    assert.match(stdout, /^nsenter from util-linux/, stderr)
  })
})
