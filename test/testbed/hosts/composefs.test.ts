import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeFaults } from '../../../testbed/hosts/faults'
import { hostPath } from '../../../testbed/hosts/layout'
import { bootableImage, digestOf, imageDigestOf, registryWith, writeRegistry } from '../../../testbed/hosts/registry'
import { restartHost } from '../../../testbed/hosts/restart-host'
import { isSysrootLocked } from '../../../testbed/hosts/sysroot-lock'
import { bundledScript, type HostOnDisk, hostOnDisk } from './host-on-disk'
import { until } from './until'

const OS = 'registry.example/os'
const imageOf = (version: string): string => `${OS}@${imageDigestOf(OS, version)}`

interface Entry {
  readonly image: { readonly imageDigest: string }
  readonly composefs: { readonly verity: string; readonly bootType: string }
  readonly downloadOnly: boolean
}
interface Status {
  readonly booted: Entry
  readonly staged: Entry | null
  readonly rollback: Entry | null
  readonly rollbackQueued: boolean
}

describe('a simulated host with the composefs backend', function () {
  this.timeout(300_000)
  const versions = ['1', '2', '3']
  const registry = registryWith(OS, versions)
  let host: HostOnDisk
  beforeEach(async () => {
    host = await hostOnDisk(registry, `${OS}:1`, { backend: 'composefs', script: bundledScript() })
  })
  afterEach(() => host.remove())

  const status = async (): Promise<Status> => (JSON.parse(await host.status()) as { status: Status }).status
  const version = (entry: Entry | null): string =>
    versions.find(one => imageDigestOf(OS, one) === entry?.image.imageDigest) ?? '-'
  const slots = async (): Promise<string> => {
    const { booted, staged, rollback, rollbackQueued } = await status()
    return `${version(booted)}/${version(staged)}${staged?.downloadOnly ? '!' : ''}/${version(rollback)}${rollbackQueued ? '*' : ''}`
  }
  const moveTag = (to: string): void => {
    const tags = { ...registry.repositories[OS]?.tags, 1: imageDigestOf(OS, to) }
    const digests = registry.repositories[OS]?.digests ?? []
    writeRegistry(host.registryFile, { ...registry, repositories: { [OS]: { tags, digests } } })
  }
  /** Records of those that go on. */
  const pulls = (): ReadonlyArray<string> => {
    const folder = join(host.layout.dir, 'pulls')
    return existsSync(folder) ? readdirSync(folder).filter(name => name.endsWith('.json')) : []
  }
  const start = (...args: ReadonlyArray<string>): Promise<number> =>
    new Promise(resolve =>
      spawn(join(host.layout.bin, 'bootc'), args, { stdio: 'ignore' }).once('close', code => resolve(code ?? -1)),
    )

  it('stages without a word, and boots what was staged', async () => {
    assert.deepEqual(await host.run(`bootc switch ${imageOf('2')}`), { exitCode: 0, stdout: '', stderr: '' })
    assert.equal(await slots(), '1/2/-')
    restartHost(host.layout, 'reboot')
    assert.equal(await slots(), '2/-/1')
  })

  it('answers status while a pull is going on', async () => {
    const goOn = join(host.layout.dir, 'go-on')
    writeFaults(host.layout, { switch: { name: 'stall', until: goOn } })
    const pull = start('switch', imageOf('2'))
    await until('the pull', () => pulls().length === 1)
    assert.match(await host.status(), /"staged":null/)
    assert.equal(await isSysrootLocked(host.layout), false)
    writeFileSync(goOn, '')
    assert.equal(await pull, 0)
  })

  it('never locks what is staged already', async () => {
    await host.run(`bootc switch ${imageOf('2')}`)
    for (const verb of ['upgrade --download-only', 'upgrade', 'upgrade --apply', 'upgrade --check']) {
      const stdout = `No changes in staged image: ${imageOf('2')}\n`
      assert.deepEqual(await host.run(`bootc ${verb}`), { exitCode: 0, stdout, stderr: '' })
    }
    assert.equal(await slots(), '1/2/-')
    assert.equal(existsSync(host.layout.powerRequest), false)
  })

  it('locks while it stages by a moved tag, and loses that by a reboot', async () => {
    moveTag('2')
    await host.run('bootc upgrade --download-only')
    assert.equal(await slots(), '1/2!/-')
    restartHost(host.layout, 'reboot')
    assert.equal(await slots(), '1/-/-')
  })

  it('stages by `upgrade --check` what a lost staging left in the repository', async () => {
    moveTag('2')
    await host.run('bootc upgrade --check')
    assert.equal(await slots(), '1/-/-', 'unknown content is only told about')
    await host.run('bootc upgrade --download-only')
    restartHost(host.layout, 'reboot')
    assert.equal((await host.run('bootc upgrade --check')).stdout, '')
    assert.equal(await slots(), '1/2/-')
  })

  it('refuses content that is deployed already, under any name', async () => {
    await host.run(`bootc switch ${imageOf('2')}`)
    restartHost(host.layout, 'reboot')
    for (const [image, slot] of [
      [imageOf('1'), 'Rollback'],
      [`${OS}:1`, 'Rollback'],
      [`${OS}:2`, 'Booted'],
    ]) {
      const { exitCode, stderr } = await host.run(`bootc switch ${image}`)
      assert.equal(exitCode, 1)
      assert.match(stderr, new RegExp(`same fs-verity digest as the existing Some\\(${slot}\\) deployment`))
    }
  })

  it('goes back by rollback, which drops what is staged', async () => {
    await host.run(`bootc switch ${imageOf('2')}`)
    restartHost(host.layout, 'reboot')
    await host.run(`bootc switch ${imageOf('3')}`)
    await host.run('bootc rollback')
    assert.equal(await slots(), '2/-/1*')
    restartHost(host.layout, 'reboot')
    assert.equal(await slots(), '1/-/2')
  })

  it('unstages by delete-deployment, and leaves a stale file behind', async () => {
    await host.run(`bootc switch ${imageOf('2')}`)
    const verity = (await status()).staged?.composefs.verity ?? ''
    assert.deepEqual(await host.run(`bootc delete-deployment ${verity}`), { exitCode: 0, stdout: '', stderr: '' })
    assert.equal(await slots(), '1/-/-')
    const stale = readFileSync(hostPath(host.layout, '/run/composefs/staged-deployment'), 'utf8')
    assert.deepEqual(JSON.parse(stale), { depl_id: verity, finalization_locked: false })
  })

  it('breaks when two pulls run at once, over a reboot, until the staged entries are deleted', async () => {
    writeFaults(host.layout, { switch: { seconds: 0.1 } })
    const files = ['2', '3'].map(version => join(host.layout.dir, `go-on-${version}`))
    const ends: Array<Promise<number>> = []
    for (const [at, file] of files.entries()) {
      writeFaults(host.layout, { switch: { name: 'stall', until: file } })
      ends.push(start('switch', imageOf(String(at + 2))))
      await until('the pull', () => pulls().length === at + 1)
    }
    const codes: number[] = []
    for (const [at, file] of files.entries()) {
      writeFileSync(file, '')
      codes.push((await ends[at]) ?? -1)
    }
    assert.deepEqual(codes, [0, 1])
    const broken = /^error: Status: Getting composefs deployment status: .*Opening stream 'oci-manifest-sha256:/
    const look = () => host.run('bootc status --json --format-version=1')
    assert.match((await look()).stderr, broken)
    restartHost(host.layout, 'reboot')
    assert.match((await look()).stderr, broken)
    const journal = await host.run('journalctl -b -1 -u bootc-finalize-staged.service -o cat')
    assert.match(journal.stdout, /Failed with result 'exit-code'/)
    await host.run('rm -rf /boot/loader/entries.staged')
    assert.equal(await slots(), '1/-/-')
  })

  it('soft reboots twice in one boot and tells the truth', async () => {
    for (const next of ['2', '3']) {
      const { stdout } = await host.run(`bootc switch --soft-reboot=required ${imageOf(next)}`)
      assert.equal(stdout, 'Soft reboot setup complete\n')
      assert.equal(restartHost(host.layout, 'soft-reboot').up, true)
    }
    assert.equal(await slots(), '3/-/2')
    assert.equal((await host.run('systemctl show -P SoftRebootsCount')).stdout, '2\n')
  })

  it('keeps an image staged that it cannot soft reboot into', async () => {
    const digest = digestOf('other kernel')
    const repository = registry.repositories[OS]
    writeRegistry(host.registryFile, {
      ...registry,
      images: { ...registry.images, [digest]: bootableImage('4', { kernel: 'kernel-2' }) },
      repositories: {
        [OS]: { tags: { ...repository?.tags, 4: digest }, digests: [...(repository?.digests ?? []), digest] },
      },
    })
    const { exitCode, stderr } = await host.run(`bootc switch --soft-reboot=required ${OS}:4`)
    assert.equal(exitCode, 1)
    assert.match(stderr, /Cannot soft-reboot to deployment with a different kernel state\n$/)
    assert.notEqual((await status()).staged, null)
  })

  it('shows no sign of ostree, and writes no /run/reboot-required', async () => {
    await host.run(`bootc switch ${imageOf('2')}`)
    for (const path of ['/run/ostree-booted', '/run/reboot-required', '/run/ostree']) {
      assert.equal(existsSync(hostPath(host.layout, path)), false, path)
    }
    assert.equal((await host.run('ostree admin status')).exitCode, 1)
  })

  it('negates rollbackQueued when it boots unified kernel images', async () => {
    const uki = await hostOnDisk(registry, `${OS}:1`, { backend: 'composefs', unifiedKernel: true })
    await uki.run(`bootc switch ${imageOf('2')}`)
    restartHost(uki.layout, 'reboot')
    const { status: shown } = JSON.parse(await uki.status()) as { status: Status }
    assert.deepEqual([shown.booted.composefs.bootType, shown.rollbackQueued], ['Uki', true])
    uki.remove()
  })
})
