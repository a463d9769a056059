import assert from 'node:assert/strict'
import { chosenRelease, NEWEST } from '../../../testbed/hosts/bootc/chosen-release'
import { registryWith } from '../../../testbed/hosts/registry'
import { hostOnDisk } from './host-on-disk'

const cases = [
  { bootcVersion: '1.16.9', exitCode: 2, status: /"staged":null/, help: false },
  {
    bootcVersion: '1.17.0',
    exitCode: 0,
    status: /"staged":\{"cachedUpdate":null,"composefs":null,"downloadOnly":true/,
    help: true,
  },
]

describe('switch --download-only', () => {
  for (const { bootcVersion, exitCode, status, help } of cases) {
    it(`is ${help ? 'known to' : 'refused by'} bootc ${bootcVersion}, and so says its help`, async () => {
      const registry = registryWith('registry.example/os', ['1', '2'])
      const host = await hostOnDisk(registry, 'registry.example/os:1', { bootcVersion })
      assert.equal((await host.run('bootc switch --download-only registry.example/os:2')).exitCode, exitCode)
      assert.match(await host.status(), status)
      assert.equal((await host.run('bootc switch --help')).stdout.includes('--download-only'), help)
      host.remove()
    })
  }
})

describe('the release of simulated hosts', () => {
  for (const [wish, release] of [
    [undefined, '1.16.9'],
    ['', '1.16.9'],
    ['newest', NEWEST],
    ['1.1.0', '1.1.0'],
  ] as const) {
    it(`is ${release} with BOOTC=${wish}`, () => assert.equal(chosenRelease({ BOOTC: wish }), release))
  }
  for (const wish of ['latest', '1.16', 'v1.16.9']) {
    it(`is refused when BOOTC=${wish}`, () =>
      assert.throws(() => chosenRelease({ BOOTC: wish }), new RegExp(`BOOTC=${wish} must be newest, or a release`)))
  }
})

const releases: ReadonlyArray<{
  readonly bootcVersion: string
  readonly unknown: ReadonlyArray<string>
  readonly lacks: ReadonlyArray<string>
}> = [
  {
    bootcVersion: '1.1.0',
    unknown: ['switch --progress-fd 3', 'upgrade --download-only', 'rollback --apply', 'switch --soft-reboot=auto'],
    lacks: ['architecture', 'softRebootCapable', 'composefs', 'downloadOnly', 'usrOverlay', 'readOnly'],
  },
  {
    bootcVersion: '1.11.0',
    unknown: ['upgrade --download-only', 'upgrade --from-downloaded', 'upgrade --tag 2'],
    lacks: ['downloadOnly', 'usrOverlay', 'readOnly'],
  },
  { bootcVersion: '1.14.0', unknown: ['upgrade --tag 2', 'switch --download-only'], lacks: ['readOnly'] },
  { bootcVersion: '1.16.9', unknown: ['switch --from-downloaded'], lacks: [] },
  { bootcVersion: '1.17.0', unknown: [], lacks: [] },
]

describe('a simulated bootc of another release', () => {
  for (const { bootcVersion, unknown, lacks } of releases) {
    it(`${bootcVersion} does not know ${[...unknown, ...lacks].join(', ') || 'less than another'}`, async () => {
      const registry = registryWith('registry.example/os', ['1', '2'])
      const host = await hostOnDisk(registry, 'registry.example/os:1', { bootcVersion })
      for (const command of unknown) {
        const { exitCode, stderr } = await host.run(`bootc ${command}`)
        assert.equal(exitCode, 2, command)
        assert.match(stderr, /^error: unexpected argument '--/)
      }
      const status = await host.status()
      const all = ['architecture', 'softRebootCapable', 'composefs', 'downloadOnly', 'usrOverlay', 'readOnly']
      assert.deepEqual(
        all.filter(key => !status.includes(`"${key}":`)),
        lacks,
      )
      host.remove()
    })
  }
})
