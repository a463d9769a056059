import assert from 'node:assert/strict'
import { type SpawnSyncReturns, spawnSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import * as E from 'fp-ts/Either'
import type { BootcNodeUpdateStatus } from '../../hooks/api/bootc-node-update'
import { type BuiltImage, buildImage } from '../../testbed/image-builder/build-image'
import { readElf } from '../../testbed/image-builder/contents/elf'
import { installedEmulator } from '../../testbed/image-builder/emulator'
import * as release from '../../testbed/image-builder/node-release.json'
import { cacheFolder } from '../../testbed/tools/cache-folder'
import {
  type Bench,
  buildBundles,
  digest,
  image,
  NODE_NAME,
  NODE_UID,
  startBench,
} from '../agent/support/agent-on-simulated-host'
import { eventually } from '../agent/support/eventually'
import { type FakeApi, startFakeApi } from '../agent/support/fake-api'
import { extractLayout, type ImageConfiguration } from '../testbed/image-builder/support/extract-layout'

const log = (): void => undefined
/** Where chroot itself is found. */
const PATH = '/usr/sbin:/usr/bin:/sbin:/bin'

describe('the image of the operator for arm64, made and run on another machine', function () {
  this.timeout(900_000)
  let folder = ''
  let root = ''
  let emulator = ''
  let built: BuiltImage
  let configuration: ImageConfiguration
  const build = (name: string): Promise<BuiltImage> =>
    buildImage('operator', join(folder, name), { log, platform: 'linux/arm64', compression: 1 })

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'image-arm64-'))
    root = join(folder, 'root')
    emulator = await installedEmulator('arm64', log)
    built = await build('layout')
    configuration = extractLayout(built.folder, root)
    copyFileSync(emulator, join(root, 'emulator'))
  })
  after(() => rmSync(folder, { recursive: true, force: true }))

  /** Runs a program of the image, without anything of this machine but its kernel and the emulator. */
  const inImage = (command: ReadonlyArray<string>, env = {}): SpawnSyncReturns<string> =>
    spawnSync('chroot', ['--userspec=65532:65532', root, '/emulator', ...command], {
      encoding: 'utf8',
      env: { PATH, ...env },
      timeout: 240_000,
    })

  it('has the same digest when it is made again, and says that it is for arm64', async () => {
    assert.equal((await build('again')).digest, built.digest)
    assert.deepEqual([configuration.architecture, configuration.os], ['arm64', 'linux'])
  })

  it('holds programs and libraries for arm64 alone, and every library that one of them needs', () => {
    const files = readdirSync(root, { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile() && entry.name !== 'emulator')
      .map(entry => join(entry.parentPath, entry.name))
    const names = new Set(files.map(file => basename(file)))
    const elves = files.flatMap(file => {
      const elf = readElf(readFileSync(file))
      return E.isRight(elf) ? [{ file, ...elf.right }] : []
    })
    assert.ok(elves.length > 8)
    for (const { file, architecture, needs } of elves) {
      assert.equal(architecture, 'arm64', file)
      assert.deepEqual(
        needs.filter(need => !names.has(need)),
        [],
        file,
      )
    }
  })

  it('has the pinned Node', () => {
    const { stdout, stderr } = inImage([
      '/usr/bin/node',
      '-p',
      '[process.arch, process.version, process.getuid()].join()',
    ])
    assert.equal(stdout.trim(), `arm64,v${release.version},65532`, stderr)
  })

  it('starts the hooks, which name what is wrong with their settings', () => {
    const { stderr, status } = inImage(['/usr/bin/node', '/app/hooks.js'], { HOOKS_PORT: 'x' })
    assert.match(stderr, /^HOOKS_PORT: expected .*, got "x"$/m)
    assert.equal(status, 1)
  })

  it('has an nsenter that finds its libraries', () => {
    const { stdout, stderr } = inImage(['/usr/bin/nsenter', '--version'])
    assert.match(stdout, /^nsenter from util-linux/, stderr)
  })

  describe('and its agent', () => {
    let api: FakeApi
    let bench: Bench
    before(async () => {
      api = await startFakeApi()
      const bundles = await buildBundles(folder)
      const node = join(root, 'usr', 'bin', 'node')
      const agent = ['--jitless', '--no-expose-wasm', join(root, 'app', 'agent.js')]
      bench = await startBench(api, bundles, { command: [emulator, '-L', root, node, ...agent] })
    })
    after(async () => {
      await bench?.stop()
      await api?.stop()
    })

    it('stages what it is ordered to on a host as bootc was recorded', async () => {
      const status = (): Partial<BootcNodeUpdateStatus> => api.get(NODE_NAME)?.status ?? {}
      api.order(NODE_NAME, {
        nodeUID: NODE_UID,
        pool: 'pool',
        image: image('v2'),
        step: 'Stage',
        since: '2026-01-01T00:00:00Z',
        attempt: 'v2-1',
        lock: true,
      })
      const state = (): string => `${JSON.stringify(status())}\n${bench.log()}`
      const staged = await eventually('v2 staged', () => (status().phase === 'Staged' ? status() : undefined), {
        state,
      })
      assert.deepEqual(staged.ready, { digest: digest('v2'), how: 'staged' })
      assert.equal(staged.staged?.locked, true)
      assert.deepEqual([staged.bootcVersion, staged.backend], ['1.16.9', 'Ostree'])
      assert.equal(staged.booted?.digest, digest('v1'))
    })
  })

  it('is refused with the name of the file when a program of another architecture is to go into it', () =>
    assert.rejects(
      buildImage('operator', join(folder, 'wrong'), { log, platform: 'linux/arm64', node: process.execPath }),
      /node is for amd64, not for arm64$/,
    ))

  it('leaves the packages of this machine as they are', () => {
    const { stdout } = spawnSync('dpkg', ['--print-foreign-architectures'], { encoding: 'utf8' })
    assert.doesNotMatch(stdout, /arm64/)
    assert.ok(
      readdirSync(join(cacheFolder(process.env, homedir()), 'debian-arm64')).some(name => name.startsWith('root-')),
    )
  })
})
