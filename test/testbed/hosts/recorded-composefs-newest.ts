import {
  bootableImage,
  digestOf,
  type Registry,
  type RegistryImage,
  writeRegistry,
} from '../../../testbed/hosts/registry'
import { restartHost } from '../../../testbed/hosts/restart-host'
import type { HostOnDisk } from './host-on-disk'
import { plain, type Replay } from './recorded-replay'

/** The images of steps 401 to 470; see test/fixtures/bootc-recorded/README.md. */
const V1 = 'sha256:20de4731b082d03d3c75d363c9ab938583212082a77bebc86a4c6f3517011f9e'
const V2 = 'sha256:35312ea224a09dcfcfa9b428d2f91d8b073a01f397c37b6459c069d3e87754ed'
const V3 = 'sha256:ccb2a3622c4eed558f0d03cac0afd5919e069f7da4b24a795cc4fa396ae9dd71'
const V8 = 'sha256:df4b7d306a5e4b3773612020f02c7f37a94e088a6a6d647cf3c54be3036b0230'
const VERITY_1 =
  'bb8a3b696af85ebca904e55f9ce48b12fe0630455a9aa436676919fe914920256bd292f020c4205d6bdb8fe5e6a5f050850042cb039dcaa28960e23f791fe852'
const VERITY_2 =
  '9d8f5e5be4194568a70756abc522867f72fba4aca48b52fa3779c1c18b1c0072b5189eb62fb379c26e71e9b849a7bdaf16443f430a49cfda6e74c371f0b01e7c'
const VERITY_3 =
  'e3aba8905877da5b0e932f0f5644a06dd2524b4ff915ad3a1a3101654cc3e34d4baa33e4f609763427eaf6b4e65506a53246c8c51fc9870d43cfaa3bea200be9'
const VERITY_8 =
  '5c47dab212bf98842ba49e4522bbe1e0d0d784ed9f9957e3895496dddedbd4a780770fcbbd5d587ff648165d79c7ae561e63b7e4d7c095c6f15ab586c08355f3'

const BASE = { digest: digestOf('recorded newest base layer'), size: 194_700_000 }

const recorded = (version: string, verity: string, day: number): RegistryImage =>
  bootableImage(version, {
    timestamp: `2026-11-${day}T10:00:00Z`,
    verity,
    kernel: 'kernel-1',
    bootDigest: 'be0c2003ac1cbc9c5a18de23b79327a035cadc690b609a7444fbf0fb32a6ea56',
    layers: [BASE, { digest: digestOf(`recorded newest ${version}`), size: 217 }],
  })

const images: Registry['images'] = {
  [V1]: recorded('1', VERITY_1, 20),
  [V2]: recorded('2', VERITY_2, 22),
  [V3]: recorded('3', VERITY_3, 23),
  [V8]: recorded('8', VERITY_8, 28),
}

/** The registry while tag v1 is at `v1`. */
export const newestRegistry = (v1 = V1): Registry => ({
  hosts: { '10.0.2.2:5000': { insecure: true } },
  images,
  indexes: {},
  repositories: { '10.0.2.2:5000/os': { tags: { v1 }, digests: Object.keys(images) } },
})

const OS = '10.0.2.2:5000/os'
const LOCKED = `bootc switch --download-only ${OS}`
const SOFTLY = 'bootc upgrade --from-downloaded --soft-reboot=required'
const RESET = 'bootc internals prep-soft-reboot --reset'
const reboot = (host: HostOnDisk): unknown => restartHost(host.layout, 'reboot')
const softReboot = (host: HostOnDisk): unknown => restartHost(host.layout, 'soft-reboot')
const powerCut = (host: HostOnDisk): unknown => restartHost(host.layout, 'power-cut')

/** All that was done to the first host, in order. Steps 406, 421 and 434 were run, but not kept; 423 to 425 left nothing. */
export const newestSteps: ReadonlyArray<Replay> = [
  // It says that it is 1.16.9, since it was built before the release.
  { step: '401', run: [] },
  ...plain('402', '403', '404'),
  { step: '405', run: ['bootc upgrade --check'] },
  { step: '406', run: ['bootc upgrade --download-only'] },
  ...plain('407'),
  { step: '408', run: [`bootc delete-deployment ${VERITY_3}`] },
  ...plain('409'),
  { step: '410', run: [SOFTLY] },
  { step: '411', run: [`bootc delete-deployment ${VERITY_2}`] },
  { step: '412', run: [RESET] },
  { step: '413', run: [`${LOCKED}@${V2}`] },
  { step: '414', before: reboot, run: [] },
  { step: '420', run: [`bootc switch --download-only --soft-reboot=required ${OS}@${V2}`] },
  { step: '421', run: [SOFTLY] },
  { step: '422', before: softReboot, run: [] },
  { step: '430', run: [] },
  { step: '431', run: [`${LOCKED}@${V8}`] },
  { step: '432', run: ['bootc rollback'] },
  { step: '433', run: ['bootc rollback'] },
  { step: '434', run: ['bootc rollback', `${LOCKED}@${V8}`] },
  { step: '435', run: ['bootc rollback'] },
  { step: '436', run: [`${LOCKED}@${V8}`] },
  { step: '437', before: powerCut, run: [] },
  { step: '438', run: [`${LOCKED}@${V8}`] },
  { step: '439', run: ['bootc loader-entries set-options-for-source --source rb-test --options rb.opt=1'] },
  { step: '455', run: ['bootc rollback --soft-reboot=required', `bootc internals prep-soft-reboot ${VERITY_1}`] },
]

/** The second host, installed like the first; tag v1 was moved before its first step. Step 464 was not kept. */
export const newestTagSteps: ReadonlyArray<Replay> = [
  {
    step: '461',
    before: host => writeRegistry(host.registryFile, newestRegistry(V2)),
    run: ['bootc upgrade --download-only'],
  },
  { step: '462', before: powerCut, run: [] },
  { step: '463', run: ['bootc upgrade --check'] },
  { step: '464', run: ['bootc upgrade --download-only'] },
  { step: '465', run: [SOFTLY] },
  { step: '466', run: [`bootc internals prep-soft-reboot --deployment ${VERITY_2}`] },
  { step: '467', run: [RESET] },
  { step: '468', run: [`bootc internals prep-soft-reboot ${VERITY_2}`] },
  { step: '469', run: [RESET] },
  { step: '470', run: [`bootc delete-deployment ${VERITY_2}`, `${LOCKED}@${V3}`] },
]
