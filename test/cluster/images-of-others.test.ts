import assert from 'node:assert/strict'
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { waitFor } from '../../testbed/control-plane/wait-for'
import { buildImage } from '../../testbed/image-builder/build-image'
import type { ImageName } from '../../testbed/image-builder/images/recipes'
import { extractLayout } from '../testbed/image-builder/support/extract-layout'
import { PATIENCE_SECONDS } from './support/views'

const childrenOf = (pid: number): ReadonlyArray<number> =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number)

const firstChildOf = (pid: number): Promise<number> =>
  waitFor({ what: `a child of process ${pid}`, seconds: PATIENCE_SECONDS, look: async () => childrenOf(pid)[0] })

describe('an image for clusters that can pull nothing', function () {
  this.timeout(600_000)
  let folder = ''
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'image-'))
  })
  after(() => rmSync(folder, { recursive: true, force: true }))

  /** Builds the image and answers with a folder that holds its files. */
  const rootOf = async (name: ImageName): Promise<string> => {
    const { folder: layout } = await buildImage(name, join(folder, name), { log: () => undefined })
    const root = join(folder, `${name}-root`)
    extractLayout(layout, root)
    return root
  }

  describe('pause', () => {
    let outside: ChildProcess
    let pid = 0
    before(async () => {
      // As the first process of a pod whose containers share their processes.
      const args = [
        '--pid',
        '--fork',
        '--kill-child',
        'chroot',
        '--userspec=65532:65532',
        await rootOf('pause'),
        '/pause',
      ]
      outside = spawn('unshare', args, { stdio: 'ignore' })
      pid = await firstChildOf(outside.pid ?? 0)
    })
    // Not unshare, whose child outlives it: a change of user makes the kernel forget to end it as well.
    after(() => {
      if (outside?.exitCode === null && pid > 0) process.kill(pid, 'SIGKILL')
    })

    it('collects the processes that others leave behind', async () => {
      const leave = ['--target', `${pid}`, '--pid', 'sh', '-c', 'sleep 600 & :']
      assert.equal(spawnSync('nsenter', leave, { stdio: 'ignore' }).status, 0)
      const orphan = await firstChildOf(pid)
      process.kill(orphan, 'SIGKILL')
      const isGone = async (): Promise<true | undefined> => !childrenOf(pid).includes(orphan) || undefined
      await waitFor({ what: 'the end of the orphan', seconds: PATIENCE_SECONDS, look: isGone })
    })

    it('ends when it is told to', async () => {
      const ended = once(outside, 'exit')
      process.kill(pid, 'SIGTERM')
      assert.deepEqual(await ended, [0, null])
    })
  })

  it('metacontroller takes its flags, and says whether it is the real one', async () => {
    const root = await rootOf('metacontroller')
    const isReal = Boolean(process.env['METACONTROLLER'])
    const start = isReal ? ['/usr/bin/metacontroller'] : ['/usr/bin/node', '/app/metacontroller.js']
    const env = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' }
    const ended = spawnSync('chroot', ['--userspec=65532:65532', root, ...start, '--no-such-flag'], {
      encoding: 'utf8',
      env,
    })
    assert.match(ended.stderr, /no-such-flag/)
    assert.equal(ended.stderr.includes('It is NOT Metacontroller'), !isReal)
  })
})
