import assert from 'node:assert/strict'
import { registryWith } from '../../../testbed/hosts/registry'
import { BOOT_FULL, LOCK, REBOOT, REPOSITORY, STAGE } from './boot-acts'
import { type HostOnDisk, hostOnDisk } from './host-on-disk'

describe('what a simulated host says of the boot before', () => {
  let host: HostOnDisk
  beforeEach(async () => {
    host = await hostOnDisk(registryWith(REPOSITORY, ['1', '2']), `${REPOSITORY}:1`)
  })
  afterEach(() => host.remove())

  it('tells by a failed unit and the journal of the boot before why nothing was finalized, until that is restarted', async () => {
    const isFailed = 'systemctl is-failed ostree-boot-complete.service'
    assert.equal((await host.run(isFailed)).exitCode, 1)
    for (const act of [STAGE, BOOT_FULL, REBOOT]) await act(host)
    assert.deepEqual(await host.run(isFailed), { exitCode: 0, stdout: 'failed\n', stderr: '' })
    const journal = 'journalctl -b -1 -u ostree-finalize-staged.service -o cat -n 20 --no-pager'
    assert.match((await host.run(journal)).stdout, /error: Installing kernel: .*No space left on device/)
    const told = await host.run('journalctl -b -u ostree-boot-complete.service -o cat')
    assert.match(told.stdout, /^error: ostree-finalize-staged.service failed on previous boot: Installing kernel/)
    await host.run('systemctl restart ostree-boot-complete.service')
    assert.equal((await host.run(isFailed)).exitCode, 1)
  })

  it('says in the journal that it did not finalize a locked image', async () => {
    for (const act of [STAGE, LOCK, REBOOT]) await act(host)
    const { stdout } = await host.run('journalctl -b -1 -u ostree-finalize-staged.service -o cat')
    assert.match(stdout, /Not finalizing; deployment is locked for finalization/)
  })

  it('has a writable /usr until it is booted again', async () => {
    await host.run('bootc usr-overlay')
    assert.match(await host.status(), /"usrOverlay":\{"accessMode":"readWrite","persistence":"transient"\}/)
    REBOOT(host)
    assert.match(await host.status(), /"usrOverlay":null/)
  })
})
