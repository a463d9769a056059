import * as E from 'fp-ts/Either'
import { Boot, kernelBootOf } from '../../hooks/api/bootc-node-update'
import { decodeJson } from '../../hooks/api/decode-json'
import type { Host, HostResult } from '../ports'

const BOOT_ID = '/proc/sys/kernel/random/boot_id'
/** Below /run, so that it outlives the agent but not the boot. A soft reboot keeps /run, but changes the id in it. */
const BOOT_SEEN = '/run/bootc-operator/boot.json'
const SECONDS_30 = 30_000

/**
 * The boot that runs now and since when it is known. The kernel's id alone would hide a soft reboot. An image may break
 * systemctl too: a kernel boot that the agent never observed is still another one.
 */
export const readBoot = async (host: Host, now: () => Date): HostResult<Boot> => {
  const kernel = (await host.read(BOOT_ID))?.trim() ?? ''
  if (kernel === '') return E.left({ kind: 'unexpected-output', command: BOOT_ID, problems: ['expected a boot id'] })
  const soft = await host.run(['systemctl', 'show', '-P', 'SoftRebootsCount'], SECONDS_30)
  const seen = decodeJson(Boot)((await host.read(BOOT_SEEN)) ?? 'null')
  const isKnown = E.isRight(seen) && kernelBootOf(seen.right.id) === kernel
  if (E.isLeft(soft)) return isKnown ? soft : E.right({ id: `${kernel}/0`, at: now().toISOString() })
  // systemd before 256 does not know the property and prints nothing: it cannot have soft rebooted unnoticed by us.
  const count = soft.right.trim() === '' ? '0' : soft.right.trim()
  const id = `${kernel}/${count}`
  if (E.isRight(seen) && seen.right.id === id) return E.right(seen.right)
  const boot: Boot = { id, at: now().toISOString() }
  await host.write(BOOT_SEEN, JSON.stringify(boot))
  return E.right(boot)
}
