import assert from 'node:assert/strict'
import type { NamedFailure } from '../../../testbed/hosts/bootc/named-failures'
import { type Faults, writeFaults } from '../../../testbed/hosts/faults'
import { takePowerRequest } from '../../../testbed/hosts/power-request'
import { registryWith } from '../../../testbed/hosts/registry'
import { type HostOnDisk, hostOnDisk } from './host-on-disk'

const SWITCH = 'bootc switch registry.example/os:2'
const STATUS = 'bootc status --json --format-version=1'
const PREFIX = 'error: Switching: Switching (ostree): '
const OPENING = `${PREFIX}Preparing import: Fetching manifest: failed to invoke method OpenImage: `

const cases: ReadonlyArray<{
  readonly faults: Faults
  readonly command: string
  readonly exitCode: number
  readonly says: string
}> = [
  {
    faults: { switch: 'unauthorized' },
    command: SWITCH,
    exitCode: 1,
    says: `${OPENING}reading manifest 2 in registry.example/os: authentication required\n`,
  },
  {
    faults: { switch: 'manifest-unknown' },
    command: SWITCH,
    exitCode: 1,
    says: `${OPENING}reading manifest 2 in registry.example/os: manifest unknown\n`,
  },
  {
    faults: { switch: 'registry-down' },
    command: SWITCH,
    exitCode: 1,
    says: `${OPENING}pinging container registry registry.example: Get "https://registry.example/v2/": dial tcp registry.example: connect: connection refused\n`,
  },
  {
    faults: { switch: 'dns' },
    command: SWITCH,
    exitCode: 1,
    says: `${OPENING}pinging container registry registry.example: Get "https://registry.example/v2/": dial tcp: lookup registry.example on 10.0.2.3:53: no such host\n`,
  },
  {
    faults: { switch: 'not-bootc-image' },
    command: SWITCH,
    exitCode: 1,
    says: `${PREFIX}Preparing import: Fetching manifest: Target image does not have ostree.bootable label\n`,
  },
  {
    faults: { switch: 'disk-full' },
    command: SWITCH,
    exitCode: 1,
    says: `layers already present: 1; layers needed: 1 (100.0\u00a0MB)\n${PREFIX}Insufficient free space for registry.example/os:2 (available: 0 bytes required: 100.0\u00a0MB)\n`,
  },
  { faults: { switch: { exitCode: 134, stderr: 'panic\n' } }, command: SWITCH, exitCode: 134, says: 'panic\n' },
  { faults: { rollback: { exitCode: 1, stderr: 'no\n' } }, command: 'bootc rollback', exitCode: 1, says: 'no\n' },
  {
    faults: { undeploy: { exitCode: 1, stderr: 'no\n' } },
    command: 'ostree admin undeploy 0',
    exitCode: 1,
    says: 'no\n',
  },
  { faults: { status: { exitCode: 1, stderr: 'no\n' } }, command: STATUS, exitCode: 1, says: 'no\n' },
  { faults: { reboot: 'ignored' }, command: 'systemctl reboot', exitCode: 0, says: '' },
  {
    faults: { reboot: { exitCode: 1, stderr: 'inhibited\n' } },
    command: 'systemctl reboot',
    exitCode: 1,
    says: 'inhibited\n',
  },
]

/** What an agent knows each error by (bootc-contract.md §7). */
const TELLING: Readonly<Record<NamedFailure, string>> = {
  unauthorized: 'authentication required',
  'manifest-unknown': 'manifest unknown',
  'registry-down': 'connection refused',
  dns: 'no such host',
  'not-bootc-image': 'does not have ostree.bootable label',
  'wrong-arch': 'Image has architecture s390x',
  'disk-full': 'Insufficient free space for',
  'signature-policy': 'refusing usage',
  'signature-rejected': 'Source image rejected: A signature was required',
  'signature-wrong': 'cryptographic signature verification failed',
  'blob-unknown': 'blob unknown',
  'broken-transfer': 'Broken pipe',
  'disk-error': 'Input/output error',
  x509: 'x509: certificate signed by unknown authority',
  timeout: 'i/o timeout',
  'too-many-requests': 'toomanyrequests',
  denied: 'requested access to the resource is denied',
  'no-space-mid-import': 'No space left on device',
  'min-free-space': "min-free-space-percent '3%' would be exceeded",
  'many-kernels': 'Found multiple subdirectories in usr/lib/modules',
  'lost-annotations': 'invalid value: integer `-1`',
  'read-only': '/sysroot is on a read-only block device',
  layered: 'Deployment contains local rpm-ostree modifications',
  'not-booted': 'System not booted via bootc',
  'no-privileges': 'Remounting /sysroot read-write: Permission denied',
  'no-finalize-service': 'Failed to start ostree-finalize-staged.service',
  'etc-merge-conflict': 'During /etc merge',
}

describe('a fault of a simulated host', () => {
  let host: HostOnDisk
  beforeEach(async () => {
    host = await hostOnDisk(registryWith('registry.example/os', ['1', '2']), 'registry.example/os:1')
  })
  afterEach(() => host.remove())

  for (const { faults, command, exitCode, says } of cases) {
    it(`${JSON.stringify(faults)} makes "${command}" end with ${exitCode} and change nothing`, async () => {
      const before = await host.status()
      writeFaults(host.layout, faults)
      const ran = await host.run(command)
      assert.deepEqual([ran.exitCode, ran.stdout + ran.stderr], [exitCode, says])
      writeFaults(host.layout, {})
      assert.equal(await host.status(), before)
      assert.equal(takePowerRequest(host.layout), undefined)
    })
  }

  for (const [name, telling] of Object.entries(TELLING)) {
    it(`"${name}" fails a pull by either verb with "${telling}"`, async () => {
      const fault = name as NamedFailure
      writeFaults(host.layout, { switch: fault, upgrade: fault })
      for (const command of [SWITCH, 'bootc upgrade']) {
        const { exitCode, stderr } = await host.run(command)
        assert.equal(exitCode, 1)
        assert.ok(stderr.startsWith('error: ') && stderr.includes(telling), stderr)
      }
    })
  }

  it('"crash" ends a pull as an abort does', async () => {
    writeFaults(host.layout, { switch: 'crash' })
    const { exitCode, stderr } = await host.run(SWITCH)
    assert.equal(exitCode, 134)
    assert.match(stderr, /panicked/)
  })

  it('"bound-image" fails after the image was staged', async () => {
    writeFaults(host.layout, { switch: 'bound-image' })
    const { exitCode, stderr } = await host.run(SWITCH)
    assert.equal(exitCode, 1)
    assert.match(stderr, /Pulling bound images: .*Failed to pull image/)
    assert.match(await host.status(), /"staged":\{/)
  })

  const unfit = [
    { name: 'layered', status: /"booted":\{[^}]*"image":null,"incompatible":true/, says: /rpm-ostree modifications/ },
    { name: 'package-mode', status: /"booted":null,.*"type":null/, says: /not booted via bootc/ },
    { name: 'read-only', status: /"readOnly":true/, says: /read-only block device/ },
  ] as const
  for (const { name, status, says } of unfit) {
    it(`host "${name}" shows in the status and fails pulls`, async () => {
      writeFaults(host.layout, { host: name })
      assert.match(await host.status(), status)
      assert.match((await host.run(SWITCH)).stderr, says)
    })
  }

  it('status "missing-ref" fails as after a finalisation that was cut short', async () => {
    writeFaults(host.layout, { status: 'missing-ref' })
    const { exitCode, stderr } = await host.run(STATUS)
    assert.equal(exitCode, 1)
    assert.match(stderr, /^error: Status: Computing status: .*Missing base image ref ostree\/container\/blob/)
  })

  it('reboot "stuck" says that the host is stopping, and it goes on', async () => {
    assert.deepEqual(await host.run('systemctl is-system-running'), { exitCode: 0, stdout: 'running\n', stderr: '' })
    writeFaults(host.layout, { reboot: 'stuck' })
    assert.equal((await host.run('systemctl reboot')).exitCode, 0)
    assert.deepEqual(await host.run('systemctl is-system-running'), { exitCode: 1, stdout: 'stopping\n', stderr: '' })
    assert.equal(takePowerRequest(host.layout), undefined)
  })

  it('status "garbage" is no JSON, with exit code 0', async () => {
    writeFaults(host.layout, { status: 'garbage' })
    const { exitCode, stdout } = await host.run(STATUS)
    assert.equal(exitCode, 0)
    assert.throws(() => JSON.parse(stdout))
  })

  it('status "container" is a host of nulls, with exit code 0', async () => {
    writeFaults(host.layout, { status: 'container' })
    assert.match((await host.run(STATUS)).stdout, /"booted":null,.*"type":null/)
  })

  it('with times: 2 happens twice', async () => {
    writeFaults(host.layout, { switch: { name: 'unauthorized', times: 2 } })
    const codes: Array<number> = []
    for (let at = 0; at < 3; at += 1) codes.push((await host.run(SWITCH)).exitCode)
    assert.deepEqual(codes, [1, 1, 0])
  })
})
