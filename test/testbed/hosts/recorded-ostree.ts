import { rmSync, writeFileSync } from 'node:fs'
import { readFaults, writeFaults } from '../../../testbed/hosts/faults'
import { hostPath } from '../../../testbed/hosts/layout'
import { writeRegistry } from '../../../testbed/hosts/registry'
import { restartHost } from '../../../testbed/hosts/restart-host'
import type { HostOnDisk } from './host-on-disk'
import { recordedRegistry, V6 } from './recorded-images'
import { applyRollback, killedPull, socketProgress } from './recorded-processes'
import { plain, type Replay } from './recorded-replay'

const reboot = (host: HostOnDisk): unknown => restartHost(host.layout, 'reboot')
const softReboot = (host: HostOnDisk): unknown => restartHost(host.layout, 'soft-reboot')
const powerCut = (host: HostOnDisk): unknown => restartHost(host.layout, 'power-cut')

const login =
  (auth: string) =>
  (host: HostOnDisk): void =>
    writeFileSync(
      hostPath(host.layout, '/run/ostree/auth.json'),
      JSON.stringify({ auths: { '10.0.2.2:5001': { auth } } }),
    )

const fallBackFrom =
  (digest: string) =>
  (host: HostOnDisk): void => {
    writeFaults(host.layout, { ...readFaults(host.layout), fallbackDigests: [digest] })
    reboot(host)
    writeFaults(host.layout, {})
  }

const OS = '10.0.2.2:5000/os'
const SLOW_OS = '10.0.2.2:5002/os'
const V2 = `${OS}@sha256:fa641a04e9a5fda3ecb20ada989b479cce51c0dd8eaaf02eb070c329484e718a`
const V1_DIGEST = 'sha256:e789e82b198938e40bf3d26682293790ce9819fd4a6f805b739010069415cb9a'
const V3 = `${OS}@sha256:f93c11fc7c9fc317080242f58609ff266042b1fc50d876fdfc7105a79a55921b`
const V5 = 'sha256:66e34ba81428dfcb415168b408eb1336897621eff01aa9eeab23e5710aa4908b'

/** All that was done to the recorded host, in order. */
export const ostreeSteps: ReadonlyArray<Replay> = [
  ...plain('001'),
  ...['002', '003', '004', '005', '006'].map(step => ({ step, help: true as const })),
  ...plain('007'),
  { step: '008', help: true },
  ...plain('009', '010', '011', '012', '013', '014', '015', '016'),
  { step: '017', run: ['env container=oci bootc status --json --format-version=1'] },
  { step: '018', run: [`env container=oci bootc switch ${V2}`] },
  ...plain('019', '020', '021', '022', '023', '024', '025', '026', '027'),
  ...plain('028', '029', '030', '031', '032', '033', '034', '035', '036'),
  { step: '037', run: ['ostree admin lock-finalization'] },
  { step: '038', run: ['ostree admin lock-finalization --unlock'] },
  ...plain('039'),
  { step: '040', before: reboot, run: [] },
  ...plain('041'),
  { step: '042', before: powerCut, run: [] },
  ...plain('043', '044', '045', '046', '047', '048', '049', '050'),
  { step: '051', before: login('dXNlcjp3cm9uZw=='), run: [`bootc switch 10.0.2.2:5001/os@${V3.split('@')[1]}`] },
  ...plain('052', '053', '054'),
  { step: '055', before: login('dXNlcjpwYXNz'), run: [`bootc switch 10.0.2.2:5001/os@${V3.split('@')[1]}`] },
  {
    step: '056',
    before: host => rmSync(hostPath(host.layout, '/run/ostree/auth.json')),
    run: ['bootc upgrade'],
  },
  ...plain('057'),
  { step: '058', run: [`bootc switch ${OS}:v1`] },
  { step: '059', run: ['ostree admin undeploy 0'] },
  ...plain('060'),
  { step: '061', run: [`bootc switch ${OS}@${V1_DIGEST}`] },
  { step: '062', run: ['ostree admin undeploy 0'] },
  { step: '063', run: ['ostree admin undeploy 0'] },
  ...plain('064'),
  { step: '065', before: reboot, run: [] },
  ...plain('066'),
  { step: '067', run: ['bootc status --format=humanreadable', 'ostree admin status'] },
  ...plain('069', '070', '071', '072'),
  { step: '073', before: reboot, run: [] },
  {
    step: '074',
    before: host => writeRegistry(host.registryFile, recordedRegistry(V6)),
    run: ['bootc upgrade --check'],
  },
  ...plain('075', '076', '077', '078'),
  { step: '079', run: ['bootc upgrade --tag v2 --download-only'] },
  ...plain('080'),
  { step: '081', run: ['ostree admin status'] },
  { step: '082', before: fallBackFrom(V6), run: [] },
  ...plain('083', '084', '085'),
  { step: '086', run: ['ostree admin status', 'cat /run/reboot-required'] },
  { step: '087', before: softReboot, run: [] },
  ...plain('088', '089'),
  { step: '090', run: ['bootc upgrade --from-downloaded --soft-reboot=required'] },
  { step: '091', before: softReboot, run: [] },
  { step: '093', run: ['systemctl restart ostree-boot-complete.service'] },
  { step: '094', run: [`bootc switch ${V2}`] },
  { step: '095', run: [`bootc switch ${OS}@${V1_DIGEST}`] },
  { step: '096', run: ['ostree admin undeploy 0'] },
  { step: '097', run: [killedPull('SIGKILL', `${SLOW_OS}@${V5}`)] },
  { step: '098', run: [killedPull('SIGTERM', `${SLOW_OS}@${V5}`)] },
  {
    step: '099',
    before: host => writeFaults(host.layout, { switch: 'disk-full' }),
    run: [`bootc switch ${OS}@${V5}`],
  },
  { step: '100', before: host => writeFaults(host.layout, {}), run: [`bootc switch ${OS}@${V1_DIGEST}`] },
  { step: '101', run: [`bootc switch ${OS}@${V1_DIGEST}`] },
  { step: '102', run: [] },
  { step: '103', run: [`bootc switch ${SLOW_OS}@${V5}`] },
  { step: '104', run: [socketProgress(V3)] },
  { step: '105', run: [`sh -c 'bootc switch --progress-fd 3 ${V3} 3>/run/regular-file'`] },
  ...plain('106'),
  { step: '107', run: ['ostree admin pin 2'] },
  { step: '108', run: ['bootc upgrade --from-downloaded --soft-reboot=auto'] },
  { step: '109', before: reboot, run: [] },
  ...plain('110'),
  { step: '111', run: ['bootc upgrade --download-only'] },
  ...plain('112'),
  { step: '113', run: ['ostree admin undeploy 0'] },
  { step: '114', run: ['bootc upgrade --apply'] },
  { step: '115', run: [`bootc switch ${OS}@${V6}`, 'ostree admin lock-finalization'] },
  { step: '117', run: [applyRollback] },
  { step: '116', before: reboot, run: [] },
  ...plain('118', '119'),
  ...plain('120', '121'),
  { step: '122', run: ['bootc upgrade --check'] },
  ...plain('123'),
  { step: '124', run: ['bootc upgrade --from-downloaded --soft-reboot=auto'] },
  { step: '125', run: ['bootc upgrade --download-only'] },
  { step: '126', run: [`bootc switch ${OS}@${V6}`] },
  { step: '127', run: ['bootc upgrade --from-downloaded --soft-reboot=auto'] },
  { step: '128', run: ['ostree admin undeploy 0'] },
  { step: '130', run: [`bootc switch --soft-reboot=auto ${V3}`] },
  { step: '131', run: [`bootc switch ${OS}@${V6}`] },
  {
    step: '133',
    before: host => {
      softReboot(host)
      powerCut(host)
    },
    run: [],
  },
  ...plain('134'),
  { step: '135', before: softReboot, run: [] },
  { step: '136', run: [`bootc switch --soft-reboot=auto ${OS}@${V6}`, 'systemctl stop ostree-boot-complete.service'] },
  { step: '137', before: softReboot, run: [] },
]

/** What the simulated host does not do, and why. */
export const ostreeNotReproduced: Readonly<Record<string, string>> = {
  '092': 'mounts, unit files and the journal of the machine, for the eye of who recorded it; no bootc is called',
  '132': 'the console of a machine that hangs; that it hangs is reproduced by step 133',
}
