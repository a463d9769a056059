import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type AskDisk, bootFrom } from '../../../e2e/nodes/ostree/boot-loader'

const entry = (version: number): string =>
  `version ${version}\nlinux /d/k${version}\ninitrd /d/i${version}\noptions ostree=/ostree/boot.1/default/aa/${version}\n`

/** A disk with two entries; `broken` are the versions whose image says that it does not boot, `kernels` those that are there. */
const diskWith =
  (broken: ReadonlyArray<number>, kernels: ReadonlyArray<number> = [1, 2]): AskDisk =>
  async request => {
    if (request.startsWith('ls ')) return '/2/040755/0/0/.//\n/12/100644/0/0/a-1.conf/9/\n/13/100644/0/0/a-2.conf/9/\n'
    const [, catOf] = /^cat \/boot\/loader\/entries\/a-(\d)\.conf$/.exec(request) ?? []
    if (catOf !== undefined) return entry(Number(catOf))
    const [, statOf] = /^stat \/ostree\/boot\.1\/default\/aa\/(\d)\/usr\//.exec(request) ?? []
    if (statOf !== undefined) return broken.includes(Number(statOf)) ? 'Inode: 5   Type: regular\n' : ''
    const [, what = '', of, to = ''] = /^dump \/boot\/d\/([ki])(\d) (.*)$/.exec(request) ?? []
    if (of === undefined) throw new Error(`not asked for: ${request}`)
    if (kernels.includes(Number(of))) writeFileSync(to, `${what}${of}`)
    return ''
  }

describe('the boot loader of a disk that has none', () => {
  const folder = mkdtempSync(join(tmpdir(), 'boot-'))
  after(() => rmSync(folder, { recursive: true }))
  const said: string[] = []
  const boot = (disk: AskDisk) => bootFrom(disk, join(folder, 'boot'), line => said.push(line))

  it('takes kernel, initramfs and command line of the entry with the highest version', async () => {
    const { kernel, initrd, commandLine } = await boot(diskWith([]))
    assert.deepEqual([readFileSync(kernel, 'utf8'), readFileSync(initrd, 'utf8')], ['k2', 'i2'])
    assert.equal(commandLine, 'ostree=/ostree/boot.1/default/aa/2')
  })

  it('passes over one that does not boot, and says so', async () => {
    const { kernel } = await boot(diskWith([2]))
    assert.equal(readFileSync(kernel, 'utf8'), 'k1')
    assert.match(said.at(-1) ?? '', /aa\/2 does not boot/)
  })

  it('boots nothing when no image boots', () => assert.rejects(boot(diskWith([1, 2])), /no entry .* boots/))

  it('never takes the kernel of an earlier start for one that is not there', () =>
    assert.rejects(boot(diskWith([], [1])), /no vmlinuz for .*aa\/2/))
})
