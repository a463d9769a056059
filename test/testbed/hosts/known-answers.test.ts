import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as E from 'fp-ts/Either'
import { ENTER_HOST } from '../../../agent/host/exec'
import { createObserver } from '../../../agent/observe/observe'
import type { Host } from '../../../agent/ports'
import { writeFaults } from '../../../testbed/hosts/faults'
import { writeAnswers } from '../../../testbed/hosts/known-answers'
import { hostPath } from '../../../testbed/hosts/layout'
import { registryWith } from '../../../testbed/hosts/registry'
import { restartHost } from '../../../testbed/hosts/restart-host'
import { readSettings } from '../../../testbed/hosts/settings'
import { hostInProcess } from '../../agent/support/host-in-process'
import { type HostOnDisk, hostOnDisk, type Ran } from './host-on-disk'

const IMAGE = 'registry.example/os:2'
const STATUS = ['bootc', 'status', '--json', '--format-version=1']
/** The host was ordered to reboot in another boot than this one. */
const REBOOTED = { attempt: 'a', digest: 'd', how: 'staged', fromBoot: 'another/0', tries: 1, nextTryAt: 0 } as const
/** What changes a host, one after the other. */
const CHANGES = [
  `bootc switch ${IMAGE}`,
  'bootc upgrade --download-only',
  'bootc upgrade --from-downloaded',
  'systemctl mask --runtime --now bootc-fetch-apply-updates.timer',
  'reboot',
  'bootc rollback',
  'power-cut',
  `bootc switch ${IMAGE}`,
  'ostree admin lock-finalization',
  'ostree admin undeploy 0',
  'soft-reboot',
]

describe('the answers that a simulated host has ready', () => {
  let host: HostOnDisk
  // Its executables find no program to run, so whatever they answer was there before.
  beforeEach(async () => {
    host = await hostOnDisk(registryWith('registry.example/os', ['1', '2']), 'registry.example/os:1')
  })
  afterEach(() => host.remove())

  const ask = (argv: ReadonlyArray<string>): Ran => {
    const { status, stdout, stderr } = spawnSync(join(host.layout.bin, 'nsenter'), [...ENTER_HOST, ...argv], {
      encoding: 'utf8',
      env: { PATH: '/usr/bin:/bin' },
    })
    return { exitCode: status ?? -1, stdout, stderr }
  }

  /** The agent's own way of looking, which asks the executables. */
  const asked = (): Host => ({
    ...hostInProcess(host.layout),
    run: async argv => {
      const { exitCode, stdout, stderr } = ask(argv)
      assert.equal(stderr, '', argv.join(' '))
      if (exitCode === 0) return E.right(stdout)
      return E.left({ kind: 'command-failed', command: argv.join(' '), exitCode, stdout, stderr })
    },
  })

  const now = (): Date => new Date('2026-01-01T00:00:00Z')
  /** After a reboot of its own, which is when it asks most. */
  const look = (by: Host) => createObserver(by, now)(REBOOTED)

  const hasNone = (argv: ReadonlyArray<string>): void => assert.match(ask(argv).stderr, /Cannot find module/)

  const change = async (how: string): Promise<void> => {
    const before = readFileSync(host.layout.state, 'utf8')
    if (how === 'reboot' || how === 'soft-reboot' || how === 'power-cut') restartHost(host.layout, how)
    else await host.run(how)
    assert.notEqual(readFileSync(host.layout.state, 'utf8'), before, `${how} changes nothing`)
  }

  it('are all that an agent asks when it looks, and what the commands say, whatever happened to the host', async () => {
    for (const how of CHANGES) {
      await change(how)
      await writeAnswers(host.layout)
      const seen = await look(asked())
      assert.equal(seen.kind, 'known', how)
      assert.deepEqual(seen, await look(hostInProcess(host.layout)), how)
    }
  })

  it('are not given once the host is another than they are of', async () => {
    for (const how of CHANGES.slice(0, 4)) {
      await change(how)
      hasNone(STATUS)
      await writeAnswers(host.layout)
      assert.equal(ask(STATUS).stdout, await host.status())
    }
    writeFileSync(host.layout.settings, JSON.stringify({ ...readSettings(host.layout), bootcVersion: '1.1.0' }))
    hasNone(['bootc', '--version'])
  })

  it('are not given while a unit runs, or somebody holds the lock', () => {
    const lock = hostPath(host.layout, '/ostree/lock')
    mkdirSync(host.layout.units, { recursive: true })
    for (const file of [lock, join(host.layout.units, 'bootc-operator-switch.service.json')]) {
      assert.equal(ask(STATUS).exitCode, 0)
      writeFileSync(file, '')
      hasNone(STATUS)
      spawnSync('rm', [file])
    }
  })

  it('are not there where a status is to go wrong, or takes its time', async () => {
    for (const faults of [{ status: 'crash' }, { host: 'layered' }] as const) {
      writeFaults(host.layout, faults)
      await writeAnswers(host.layout)
      hasNone(STATUS)
    }
    writeFaults(host.layout, {})
    writeFileSync(host.layout.settings, JSON.stringify({ ...readSettings(host.layout), statusMillis: 100 }))
    await writeAnswers(host.layout)
    hasNone(STATUS)
  })
})
