import assert from 'node:assert/strict'
import { readSoftReboot } from '../../../agent/host/signs'
import type { Host } from '../../../agent/ports'
import { entry, NEW, status } from '../support/situations'

const V =
  '9d8f5e5be4194568a70756abc522867f72fba4aca48b52fa3779c1c18b1c0072b5189eb62fb379c26e71e9b849a7bdaf16443f430a49cfda6e74c371f0b01e7c'
const ROOT = '28 1 0:27 / / ro,relatime shared:1 - overlay composefs ro\n'
/** Sources of the mount as findmnt printed them in steps 337 and 410. */
const mounted = (source: string): string =>
  `${ROOT}310 28 0:61 / /run/nextroot ro,relatime shared:2 - overlay ${source} ro\n`

const hostWith = (files: Readonly<Record<string, string>>): Host =>
  ({ read: async (path: string) => files[path] }) as unknown as Host
const composefs = (verity: string | undefined) =>
  status({ composefs: true, staged: verity === undefined ? undefined : entry(NEW, { verity }) })

describe('the signs of a soft reboot', () => {
  it('are there on composefs when what is mounted is what is staged (recorded step 410)', async () => {
    const host = hostWith({ '/proc/1/mountinfo': mounted(`composefs:${V}`) })
    assert.deepEqual(await readSoftReboot(host, composefs(V)), { nextRoot: true, softRebootTarget: true })
  })
  it('are those of a deleted tree when another image or none is staged (recorded step 411)', async () => {
    const host = hostWith({ '/proc/1/mountinfo': mounted(`composefs:${V}`) })
    for (const other of [undefined, 'f'.repeat(128)]) {
      assert.deepEqual(await readSoftReboot(host, composefs(other)), { nextRoot: true, softRebootTarget: false })
    }
  })
  it('are the mount and the file of ostree on ostree (recorded steps 337 and 348)', async () => {
    const stale = hostWith({ '/proc/1/mountinfo': mounted('composefs') })
    assert.deepEqual(await readSoftReboot(stale, status()), { nextRoot: true, softRebootTarget: false })
    const files = { '/proc/1/mountinfo': mounted('composefs'), '/run/ostree/nextroot-booted': '' }
    assert.deepEqual(await readSoftReboot(hostWith(files), status()), { nextRoot: true, softRebootTarget: true })
  })
  it('are none without a mount (recorded step 412)', async () => {
    const host = hostWith({ '/proc/1/mountinfo': ROOT })
    assert.deepEqual(await readSoftReboot(host, composefs(V)), { nextRoot: false, softRebootTarget: false })
  })
})
