import assert from 'node:assert/strict'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { hostPath } from '../../../testbed/hosts/layout'
import { takePowerRequest } from '../../../testbed/hosts/power-request'
import { registryWith } from '../../../testbed/hosts/registry'
import { restartHost } from '../../../testbed/hosts/restart-host'
import {
  type Act,
  BOOT_FULL,
  CUT,
  FALL_BACK,
  LOCK,
  NOT_TAKEN,
  PREPARE,
  REBOOT,
  REPOSITORY,
  run,
  SOFT,
  STAGE,
  UNLOCK,
} from './boot-acts'
import { type HostOnDisk, hostOnDisk } from './host-on-disk'

interface Slots {
  readonly status: Record<
    'booted' | 'staged' | 'rollback',
    { image: { version: string }; downloadOnly: boolean } | null
  > & {
    rollbackQueued: boolean
  }
}

/** `booted/staged/rollback` by version; `!` for a locked image, `*` for a queued rollback. */
const slotsOf = async (host: HostOnDisk): Promise<string> => {
  const { status } = JSON.parse(await host.status()) as Slots
  const { booted, staged, rollback, rollbackQueued } = status
  const version = (slot: Slots['status']['booted']): string => slot?.image.version ?? '-'
  return `${version(booted)}/${version(staged)}${staged?.downloadOnly ? '!' : ''}/${version(rollback)}${rollbackQueued ? '*' : ''}`
}

const bootIdOf = (host: HostOnDisk): string =>
  readFileSync(hostPath(host.layout, '/proc/sys/kernel/random/boot_id'), 'utf8')

const cases: ReadonlyArray<{ readonly name: string; readonly acts: ReadonlyArray<Act>; readonly want: string }> = [
  { name: 'stages unlocked', acts: [STAGE], want: '1/2/-' },
  { name: 'boots what was staged after a clean reboot', acts: [STAGE, REBOOT], want: '2/-/1' },
  { name: 'loses what was staged by a power cut', acts: [STAGE, CUT], want: '1/-/-' },
  { name: 'locks', acts: [STAGE, LOCK], want: '1/2!/-' },
  { name: 'loses a locked image by a clean reboot', acts: [STAGE, LOCK, REBOOT], want: '1/-/-' },
  { name: 'unlocks and boots', acts: [STAGE, LOCK, UNLOCK, REBOOT], want: '2/-/1' },
  { name: 'unlocks by a plain upgrade', acts: [STAGE, LOCK, run('bootc upgrade')], want: '1/2/-' },
  { name: 'unstages without touching the boot order', acts: [STAGE, run('ostree admin undeploy 0')], want: '1/-/-' },
  { name: 'queues a rollback', acts: [STAGE, REBOOT, run('bootc rollback')], want: '2/-/1*' },
  { name: 'toggles it back', acts: [STAGE, REBOOT, run('bootc rollback'), run('bootc rollback')], want: '2/-/1' },
  { name: 'boots the rollback', acts: [STAGE, REBOOT, run('bootc rollback'), REBOOT], want: '1/-/2' },
  {
    name: 'drops what is staged when it rolls back, locked or not',
    acts: [STAGE, REBOOT, run(`bootc switch ${REPOSITORY}:3`), LOCK, run('bootc rollback')],
    want: '2/-/1*',
  },
  {
    name: 'falls back to the old image when the new one does not boot',
    acts: [FALL_BACK, STAGE, REBOOT],
    want: '1/-/2*',
  },
  {
    name: 'keeps the old image after a rollback on the fallback boot',
    acts: [FALL_BACK, STAGE, REBOOT, run('bootc rollback'), REBOOT],
    want: '1/-/2',
  },
  { name: 'soft reboots into what was prepared', acts: [STAGE, PREPARE, SOFT], want: '2/-/1' },
  {
    name: 'takes a second soft reboot for a fallback, as the real one does',
    acts: [STAGE, PREPARE, SOFT, run(`bootc switch --soft-reboot=required ${REPOSITORY}:3`), SOFT],
    want: '2/-/3*',
  },
  {
    name: 'is right again once ostree-boot-complete.service was restarted',
    acts: [
      STAGE,
      PREPARE,
      SOFT,
      run(`bootc switch --soft-reboot=required ${REPOSITORY}:3`),
      SOFT,
      run('systemctl restart ostree-boot-complete.service'),
    ],
    want: '3/-/2',
  },
  {
    name: 'needs no restart of it when it was stopped before the second soft reboot',
    acts: [
      STAGE,
      PREPARE,
      SOFT,
      run(`bootc switch --soft-reboot=required ${REPOSITORY}:3`),
      run('systemctl stop ostree-boot-complete.service'),
      SOFT,
    ],
    want: '3/-/2',
  },
  {
    name: 'soft reboots into the rollback entry when that was prepared',
    acts: [STAGE, REBOOT, run('bootc rollback --soft-reboot=required'), SOFT],
    want: '1/-/2',
  },
  {
    name: 'comes back with the old tree when a soft reboot does not take, and the new image is the next to boot',
    acts: [STAGE, PREPARE, NOT_TAKEN, SOFT],
    want: '1/-/2*',
  },
  { name: 'boots it by a full reboot then', acts: [STAGE, PREPARE, NOT_TAKEN, SOFT, REBOOT], want: '2/-/1' },
  { name: 'loses a staged image that cannot be finalized', acts: [STAGE, BOOT_FULL, REBOOT], want: '1/-/-' },
  {
    name: 'finalizes a staged image when it soft reboots without having prepared it',
    acts: [STAGE, SOFT],
    want: '1/-/2*',
  },
]

describe('a simulated host', () => {
  let host: HostOnDisk
  beforeEach(async () => {
    host = await hostOnDisk(registryWith(REPOSITORY, ['1', '2', '3']), `${REPOSITORY}:1`)
  })
  afterEach(() => host.remove())

  for (const { name, acts, want } of cases) {
    it(name, async () => {
      for (const act of acts) await act(host)
      assert.equal(await slotsOf(host), want)
    })
  }

  it('hangs when a soft reboot was prepared and something else staged over it, until the power is cut', async () => {
    for (const act of [STAGE, PREPARE, run(`bootc switch ${REPOSITORY}:3`)]) await act(host)
    assert.equal(restartHost(host.layout, 'soft-reboot').up, false)
    assert.equal(restartHost(host.layout, 'power-cut').up, true)
    assert.equal(await slotsOf(host), '3/-/1')
  })

  it('leaves the soft reboot prepared when the image is locked over it', async () => {
    for (const act of [STAGE, PREPARE, LOCK]) await act(host)
    assert.match((await host.run('ostree admin status')).stdout, /\(finalization locked\) \(soft-reboot\)/)
    assert.equal((await host.run('mountpoint -q /run/nextroot')).exitCode, 0)
    await host.run('systemctl reboot')
    assert.equal(takePowerRequest(host.layout), 'soft-reboot')
    assert.equal(restartHost(host.layout, 'soft-reboot').up, false)
  })

  it('keeps a stale mount on /run/nextroot over a reset, until it is unmounted (recorded steps 337 and 338)', async () => {
    for (const act of [STAGE, PREPARE, run(`bootc switch ${REPOSITORY}:3`)]) await act(host)
    assert.equal((await host.run('ostree admin prepare-soft-reboot --reset')).exitCode, 0)
    assert.equal((await host.run('mountpoint -q /run/nextroot')).exitCode, 0)
    await host.run('umount -R /run/nextroot')
    assert.equal((await host.run('mountpoint -q /run/nextroot')).exitCode, 32)
  })

  it('has no mount after the reset of a soft reboot that ostree knows of (recorded step 349)', async () => {
    for (const act of [STAGE, PREPARE]) await act(host)
    await host.run('ostree admin prepare-soft-reboot --reset')
    assert.equal((await host.run('mountpoint -q /run/nextroot')).exitCode, 32)
  })

  it('has a new boot id and an empty /run after a reboot, and neither after a soft reboot', async () => {
    const bootId = bootIdOf(host)
    writeFileSync(hostPath(host.layout, '/run/mine'), '')
    await host.run('systemctl mask --runtime bootc-fetch-apply-updates.timer')
    SOFT(host)
    assert.equal(bootIdOf(host), bootId)
    assert.equal(existsSync(hostPath(host.layout, '/run/mine')), true)
    assert.equal((await host.run('systemctl show -P SoftRebootsCount')).stdout, '1\n')
    assert.equal((await host.run('systemctl is-active bootc-fetch-apply-updates.timer')).stdout, 'inactive\n')
    REBOOT(host)
    assert.notEqual(bootIdOf(host), bootId)
    assert.equal(existsSync(hostPath(host.layout, '/run/mine')), false)
    assert.equal((await host.run('systemctl show -P SoftRebootsCount')).stdout, '0\n')
    assert.equal((await host.run('systemctl is-active bootc-fetch-apply-updates.timer')).stdout, 'active\n')
  })

  it('soft reboots by systemctl reboot when something is mounted on /run/nextroot, unless that is skipped', async () => {
    await STAGE(host)
    await PREPARE(host)
    await host.run('systemctl reboot')
    assert.equal(takePowerRequest(host.layout), 'soft-reboot')
    await host.run('env -i SYSTEMCTL_SKIP_AUTO_SOFT_REBOOT=1 systemctl reboot')
    assert.equal(takePowerRequest(host.layout), 'reboot')
  })

  it('asks no registry about an image that is pinned by its digest and there already', async () => {
    await STAGE(host)
    const asked = readFileSync(host.layout.registryLog, 'utf8')
    for (const line of ['bootc upgrade', 'bootc upgrade --check', 'bootc upgrade --download-only']) await host.run(line)
    assert.equal(readFileSync(host.layout.registryLog, 'utf8'), asked)
  })
})
