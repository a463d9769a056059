import assert from 'node:assert/strict'
import { join } from 'node:path'
import { composefsBase } from '../../../e2e/nodes/composefs/composefs-base'
import { installCommand } from '../../../e2e/nodes/composefs/installer'

describe('the installer of a composefs host', () => {
  // The options of the recorded composefs hosts (steps 201 and 401).
  it('installs the image under the name that the machine uses, with systemd-boot, and touches no firmware', () =>
    assert.equal(
      installCommand({ image: '10.0.2.2:5000/os@sha256:1', kernelArguments: ['rw', 'console=ttyS0'] }),
      'bootc install to-disk --composefs-backend --bootloader systemd --filesystem ext4 --wipe --generic-image' +
        ' --source-imgref docker://10.0.2.2:5000/os@sha256:1 --target-imgref 10.0.2.2:5000/os@sha256:1' +
        ' --karg=rw --karg=console=ttyS0 /dev/vdb',
    ))

  it('asks for the program of the initramfs beside bootc', async () => {
    await assert.rejects(
      composefsBase(join('/nowhere', 'bootc'), '/bin/busybox', () => undefined),
      /composefs needs \/nowhere\/bootc-initramfs-setup: `cargo build --release -p bootc-initramfs-setup`/,
    )
  })
})
