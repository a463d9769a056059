import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { readFaults, writeFaults } from '../../../testbed/hosts/faults'
import { hostPath } from '../../../testbed/hosts/layout'
import { writeRegistry } from '../../../testbed/hosts/registry'
import { restartHost } from '../../../testbed/hosts/restart-host'
import type { HostOnDisk, Ran } from './host-on-disk'
import { C2, C3, C6, C7, composefsRegistry } from './recorded-composefs-images'
import { plain, type Replay } from './recorded-replay'

const OS = '10.0.2.2:5000/os'
const reboot = (host: HostOnDisk): unknown => restartHost(host.layout, 'reboot')
const softReboot = (host: HostOnDisk): unknown => restartHost(host.layout, 'soft-reboot')
const powerCut = (host: HostOnDisk): unknown => restartHost(host.layout, 'power-cut')

/** The recorder chose the older entry for one boot: the same as a boot loader that cannot boot the newer one. */
const bootOlderEntry = (host: HostOnDisk): void => {
  writeFaults(host.layout, { ...readFaults(host.layout), fallbackDigests: [C6] })
  reboot(host)
  writeFaults(host.layout, {})
}

const wrongPassword = (host: HostOnDisk): void => {
  mkdirSync(hostPath(host.layout, '/run/ostree'), { recursive: true })
  const auths = { '10.0.2.2:5001': { auth: 'd3Jvbmc6d3Jvbmc=' } }
  writeFileSync(hostPath(host.layout, '/run/ostree/auth.json'), JSON.stringify({ auths }))
}

/** The second fails and the first succeeds; the recorder printed both. */
const twoAtOnce = async (host: HostOnDisk): Promise<Ran> => {
  const first = host.run(`bootc switch ${OS}@${C3}`)
  const second = await host.run(`bootc switch ${OS}@${C6}`)
  const { exitCode } = await first
  assert.deepEqual([exitCode, second.exitCode], [0, 1])
  return { exitCode: 0, stdout: `second-rc=1\n${second.stderr}first-rc=0\n`, stderr: '' }
}

/** The last characters of what each verb says on such a host. */
const brokenVerbs = async (host: HostOnDisk): Promise<Ran> => {
  const { exitCode, stderr } = await host.run('bootc status --json')
  const verity = '0'.repeat(128)
  const others: Array<string> = []
  for (const verb of ['rollback', 'upgrade --check', `delete-deployment ${verity}`]) {
    others.push((await host.run(`bootc ${verb}`)).stderr.slice(-200))
  }
  return { exitCode: 0, stdout: `status-rc=${exitCode}\n${stderr.slice(-250)}${others.join('')}`, stderr: '' }
}

/** All that was done to the recorded host, in order. Steps 212, 228, 240 and 249 were run, but not kept. */
export const composefsSteps: ReadonlyArray<Replay> = [
  { step: '201', run: ['bootc --version'] },
  { step: '202', run: ['bootc status', 'bootc status -v', 'bootc status --format=yaml --booted'] },
  ...plain('204', '205', '206', '207', '208', '209', '210', '211'),
  { step: '212', run: ['bootc upgrade --apply'] },
  ...plain('213', '214'),
  {
    step: '215',
    before: host => writeRegistry(host.registryFile, composefsRegistry(C2)),
    run: ['bootc upgrade --check'],
  },
  ...plain('216', '217', '218', '219', '220'),
  { step: '221', before: reboot, run: [] },
  ...plain('222'),
  { step: '223', before: powerCut, run: [] },
  ...plain('224'),
  { step: '225', before: reboot, run: [] },
  {
    step: '226',
    // The recorder had moved the tag back: step 227 finds the old content behind it.
    before: host => writeRegistry(host.registryFile, composefsRegistry(undefined)),
    run: [`bootc switch ${OS}@sha256:983aeb59b3de60e275b586eb2830234993027ab3ccdf7819d9db7b0dda1aed2a`],
  },
  ...plain('227', '229', '230'),
  { step: '231', run: ['bootc upgrade', 'bootc upgrade --check'] },
  ...plain('232', '233', '234', '235', '236', '237', '238', '239'),
  { step: '240', run: ['bootc rollback'] },
  { step: '241', run: [twoAtOnce] },
  { step: '242', run: [`bootc switch --soft-reboot=required ${OS}@${C7}`] },
  { step: '243', run: [brokenVerbs] },
  { step: '244', before: reboot, run: [] },
  { step: '245', run: ['rm -rf /boot/loader/entries.staged'] },
  { step: '246', run: [`bootc switch --soft-reboot=required ${OS}@${C7}`] },
  { step: '247', before: softReboot, run: [] },
  ...plain('248'),
  { step: '249', before: softReboot, run: [] },
  { step: '250', before: bootOlderEntry, run: [] },
  ...plain('251', '252', '253'),
  { step: '254', before: wrongPassword, run: [`bootc switch 10.0.2.2:5001/os@${C6}`] },
  {
    step: '255',
    run: [
      'bootc edit --filename /dev/null',
      'bootc switch --download-only x',
      'setpriv --reuid 65534 --clear-groups bootc status',
      'env container=oci bootc status --json',
      'bootc internals prep-soft-reboot --reset',
      `sh -c 'bootc switch --progress-fd 9 ${OS}@${C3} 9>/run/regular-file'`,
      'bootc upgrade --from-downloaded',
      'bootc usr-overlay',
      'bootc delete-deployment abc',
    ],
  },
  { step: '256', before: reboot, run: ['bootc upgrade --tag v2 --download-only'] },
  ...plain('257'),
]

/** What the simulated host does not do, and why. */
export const composefsNotReproduced: Readonly<Record<string, string>> = {
  '203': 'the system calls of `status`, by strace',
}
