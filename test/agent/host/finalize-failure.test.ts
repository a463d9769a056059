import assert from 'node:assert/strict'
import * as E from 'fp-ts/Either'
import { readFinalizeFailure, type WayDown } from '../../../agent/host/signs'
import type { Host } from '../../../agent/ports'

/** The words of the unit, as recorded after a reboot with a full /boot (bootc-contract.md §6), by the boot of the journal. */
const SAID = 'error: Installing kernel: No space left on device'

/** A host whose unit failed on the way down, with its words in that boot of the journal. */
const told = async (way: WayDown, isIn: '-1' | '0'): Promise<{ said: string | undefined; ran: string }> => {
  const ran: string[] = []
  const run: Host['run'] = async argv => {
    ran.push(argv.join(' '))
    if (argv[0] === 'systemctl') return E.right('failed\n')
    return E.right(argv[argv.indexOf('-b') + 1] === isIn ? `Stopping...\n${SAID}\n` : '-- No entries --\n')
  }
  const said = await readFinalizeFailure({ run } as Host, way)
  return { said, ran: ran.join('; ') }
}

describe('why a staged image was not finished on the way down', () => {
  it('stands in the boot before, after a reboot', async () =>
    assert.match((await told({ composefs: false }, '-1')).said ?? '', /No space left/))

  // systemd keeps the kernel's boot id over a soft reboot (systemd-soft-reboot.service(8)), by which journald separates boots.
  it('stands in this boot after a soft reboot, and only what was said since that was asked for counts', async () => {
    const { said, ran } = await told({ composefs: false, softSince: 1_767_268_800_500 }, '0')
    assert.match(said ?? '', /No space left/)
    assert.match(ran, /^journalctl -b 0 --since=@1767268800 -u ostree-finalize-staged.service /)
  })

  it('is not made up where a soft reboot left no word of it', async () =>
    assert.equal((await told({ composefs: false, softSince: 1_767_268_800_500 }, '-1')).said, undefined))
})
