import { writeFileSync } from 'node:fs'
import { hostPath } from '../../../testbed/hosts/layout'
import { bootableImage, digestOf, type Registry, type RegistryImage } from '../../../testbed/hosts/registry'
import { restartHost } from '../../../testbed/hosts/restart-host'
import type { HostOnDisk, Ran } from './host-on-disk'
import { plain, type Replay } from './recorded-replay'

/** The images of steps 301 to 350; see test/fixtures/bootc-recorded/README.md. */
const N1 = 'sha256:20de4731b082d03d3c75d363c9ab938583212082a77bebc86a4c6f3517011f9e'
const N2 = 'sha256:35312ea224a09dcfcfa9b428d2f91d8b073a01f397c37b6459c069d3e87754ed'
const N3 = 'sha256:ccb2a3622c4eed558f0d03cac0afd5919e069f7da4b24a795cc4fa396ae9dd71'
const N6 = 'sha256:27846c1282d9d06d51cf1b5cba0c1f98e7b55703225cd6b0331ad864fd5366e3'
const N7 = 'sha256:0913ad5ffeee8aad2a2774351ed4f7b5497ab6649a394d6c3926156c454ce3bf'

const N9 = 'sha256:323498e704b7713df20a304ed44ad926517304bcfd508e349430f12fa34a5423'

const BASE = { digest: digestOf('recorded newest base layer'), size: 194_700_000 }

const recorded = (version: string, day: number, commit: string): RegistryImage =>
  bootableImage(version, {
    timestamp: `2026-11-${day}T10:00:00Z`,
    commit,
    layers: [BASE, { digest: digestOf(`recorded newest ${version}`), size: 217, stored: 7_600 }],
  })

const images: Registry['images'] = {
  [N1]: recorded('1.0.0', 20, '27b8cc98eb371aabed260eb30627835070e27fb687618f6c0f69bcd49da35aaa'),
  [N2]: recorded('2.0.0', 22, '4e24847c7d20454db5a7b52785fbfd304b35dd98384c2089363bed34d5e0a591'),
  [N3]: recorded('3.0.0', 23, '1a0936b60cb48e1b284a13365e72aa5ed3a50e586dd92bf20987c3de9c5f1113'),
  [N6]: recorded('6.0.0', 26, '2053e899f05de5e198506e7656d04f17f29c6e1c29a0869ce3b9ffee6b19bbda'),
  [N9]: recorded('9.0.0', 29, '3d5b9c896a416ec5b893c6bd960a8075fc2eb6088916c91203cdf44d60282990'),
  [N7]: recorded('7.0.0', 27, 'ec3b5082422dbdebef98ef2074a9613b9032db36c046f4d29e926244c7017673'),
}

export const newestOstreeRegistry: Registry = {
  hosts: { '10.0.2.2:5000': { insecure: true } },
  images,
  indexes: {},
  repositories: { '10.0.2.2:5000/os': { tags: { v1: N1 }, digests: Object.keys(images) } },
}

const LOCKED = 'bootc switch --download-only 10.0.2.2:5000/os'
const SOFTLY = 'bootc upgrade --from-downloaded --soft-reboot=required'
const UNDEPLOY = 'ostree admin undeploy 0'
const OPTIONS = "bootc loader-entries set-options-for-source --source rb-test --options 'rb.opt=1 rb.two'"
const reboot = (host: HostOnDisk): unknown => restartHost(host.layout, 'reboot')
const softReboot = (host: HostOnDisk): unknown => restartHost(host.layout, 'soft-reboot')

/** Run, and its stdout not compared: it names what the recorder had staged in the steps between. */
const unheard =
  (command: string) =>
  async (host: HostOnDisk): Promise<Ran> => {
    const ran = await host.run(command)
    return { ...ran, stdout: '' }
  }

/** What an image that was staged in between had left. */
const reboots = (digest: string) => (host: HostOnDisk) =>
  writeFileSync(hostPath(host.layout, '/run/reboot-required'), `bootc: Reboot required for image: ${digest}\n`)

/** All that was done to the recorded host, in order, but what played faults (308, 321 to 334, 339 to 342). */
export const newestOstreeSteps: ReadonlyArray<Replay> = [
  // It says that it is 1.16.9, since it was built before the release.
  { step: '301', run: [] },
  ...plain('302', '303'),
  { step: '304', run: [`bootc switch 10.0.2.2:5000/os@${N2}`] },
  ...plain('305'),
  { step: '306', run: [UNDEPLOY] },
  ...plain('307'),
  { step: '309', run: [`${LOCKED}@${N9}`] },
  { step: '310', before: reboot, run: [] },
  ...plain('311'),
  { step: '312', run: [SOFTLY] },
  { step: '313', before: softReboot, run: [] },
  { step: '314', run: [`bootc switch --download-only --soft-reboot=required 10.0.2.2:5000/os@${N3}`] },
  { step: '315', run: [OPTIONS] },
  { step: '316', run: [OPTIONS] },
  { step: '317', run: [UNDEPLOY] },
  { step: '318', run: [OPTIONS] },
  { step: '319', run: ['bootc upgrade --download-only'] },
  { step: '320', run: [`${LOCKED}@${N6}`] },
  { step: '336', run: [SOFTLY] },
  { step: '337', run: [`${LOCKED}@${N7}`] },
  { step: '338', run: ['ostree admin prepare-soft-reboot --reset', 'umount -R /run/nextroot'] },
  {
    step: '343',
    before: reboots('sha256:ec74542e0b2db871424a2708cb92a9b6ce09aff60779aa23bb21a81472722041'),
    run: [unheard(UNDEPLOY), OPTIONS],
  },
  { step: '344', before: reboot, run: [] },
  { step: '345', run: [unheard(`${LOCKED}@${N3}`), 'bootc upgrade --from-downloaded'] },
  { step: '346', before: reboot, run: [] },
  { step: '347', run: ['bootc loader-entries set-options-for-source --source rb-test'] },
  { step: '348', run: [UNDEPLOY, 'bootc rollback --soft-reboot=required'] },
  { step: '349', run: ['ostree admin prepare-soft-reboot --reset'] },
  { step: '350', run: ['bootc rollback'] },
]

/** What the simulated host does not do, and why. */
export const newestOstreeNotReproduced: Readonly<Record<string, string>> = {
  '335': 'two verbs at once: that the lock serialises them is tested with the simulated host',
}
