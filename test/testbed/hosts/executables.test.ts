import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { writeFaults } from '../../../testbed/hosts/faults'
import { hostPath } from '../../../testbed/hosts/layout'
import { registryWith } from '../../../testbed/hosts/registry'
import { isSysrootLocked } from '../../../testbed/hosts/sysroot-lock'
import { runningUnit } from '../../../testbed/hosts/units'
import { systemdRecorded } from '../../support/systemd-recorded'
import { bundledScript, type HostOnDisk, hostOnDisk, type Ran } from './host-on-disk'
import { until } from './until'

/** How an agent enters its host. */
const ENTER =
  '--target 1 --mount --pid --cgroup --ipc --setuid 0 --setgid 0 -- env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin:/usr/local/bin HOME=/root LANG=C.UTF-8'.split(
    ' ',
  )
const STATUS = ['bootc', 'status', '--json', '--format-version=1']
const IMAGE = 'registry.example/os:2'

interface Started {
  readonly child: ChildProcess
  readonly ended: Promise<Ran>
}

/** Starts a command on the host as an agent does, with the host's executables only on its PATH. */
const start = (host: HostOnDisk, ...command: ReadonlyArray<string>): Started => {
  const child = spawn(join(host.layout.bin, 'nsenter'), [...ENTER, ...command], { env: { PATH: '/usr/bin:/bin' } })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', data => {
    stdout += data
  })
  child.stderr.on('data', data => {
    stderr += data
  })
  const ended = new Promise<Ran>(resolve =>
    child.once('close', code => resolve({ exitCode: code ?? -1, stdout, stderr })),
  )
  return { child, ended }
}

/** What was done to a unit that ran, and what systemd-run answered. Node ignores SIGPIPE, so no simulated bootc dies of it. */
const endings = (): ReadonlyArray<readonly [act: string, exitCode: number | undefined]> =>
  systemdRecorded('systemd-262-ended-units.txt').flatMap(({ when, answers }) => {
    const act = /^(systemctl .*), while it runs$/.exec(when)?.[1]
    return act === undefined || act.includes('SIGPIPE') ? [] : [[act, [...answers.values()][0]?.exitCode] as const]
  })

const unit = (name: string, ...command: ReadonlyArray<string>): ReadonlyArray<string> => [
  'systemd-run',
  '--wait',
  '--collect',
  '--quiet',
  `--unit=${name}`,
  '--property=IOWeight=10',
  '--property=StandardOutput=file:/run/agent/stage.out',
  '--property=StandardError=file:/run/agent/stage.err',
  '--',
  ...command,
]

describe('the executables of a simulated host', function () {
  this.timeout(300_000)
  let host: HostOnDisk
  beforeEach(async () => {
    const slow = { script: bundledScript(), stageSeconds: 1 }
    host = await hostOnDisk(registryWith('registry.example/os', ['1', '2']), 'registry.example/os:1', slow)
    mkdirSync(hostPath(host.layout, '/run/agent'))
  })

  /** Pulls do not end before `goOn`. */
  const holdPulls = (): { readonly goOn: () => void } => {
    const file = join(host.layout.dir, 'go-on')
    writeFaults(host.layout, { switch: { name: 'stall', until: file } })
    return { goOn: () => writeFileSync(file, '') }
  }
  afterEach(() => host.remove())

  it('bring an agent into the host', async () => {
    const ran = await start(host, ...STATUS).ended
    assert.deepEqual(ran, { exitCode: 0, stdout: await host.status(), stderr: '' })
    assert.equal(ran.stdout.endsWith('}'), true)
  })

  it('end with 127 for what the host does not have', async () => {
    const { exitCode, stderr } = await start(host, 'rpm-ostree', 'status').ended
    assert.deepEqual([exitCode, stderr], [127, "env: 'rpm-ostree': No such file or directory\n"])
  })

  it('make status wait for a pull, silently', async () => {
    const { goOn } = holdPulls()
    const pull = start(host, 'bootc', 'switch', IMAGE)
    await until('the lock', () => isSysrootLocked(host.layout))
    const status = start(host, ...STATUS)
    await sleep(300) // For an answer, if it did not wait.
    goOn()
    assert.match((await status.ended).stdout, /"staged":\{/)
    assert.equal((await pull.ended).exitCode, 0)
  })

  it('free the lock when a pull is killed, and stage nothing', async () => {
    holdPulls()
    const pull = start(host, 'bootc', 'switch', IMAGE)
    const lock = hostPath(host.layout, '/ostree/lock')
    await until('the lock', async () => existsSync(lock) && (await isSysrootLocked(host.layout)))
    pull.child.kill('SIGKILL')
    await pull.ended
    assert.equal(existsSync(lock), true)
    assert.match(await host.status(), /"staged":null/)
  })

  it('run a unit whose output goes to files of the host, and hand its exit code on', async () => {
    const ran = await start(host, ...unit('stage', 'bootc', 'switch', IMAGE)).ended
    assert.deepEqual(ran, { exitCode: 0, stdout: '', stderr: '' })
    const read = (name: string): string => readFileSync(hostPath(host.layout, `/run/agent/stage.${name}`), 'utf8')
    assert.match(read('out'), /^layers already present: 1; layers needed: 1 \(217 bytes\)\nQueued for next boot: /)
    assert.match(read('err'), /^Deploying\.\.\.done/)
    assert.equal((await start(host, ...unit('stage', 'bootc', 'switch', 'registry.example/os:9')).ended).exitCode, 1)
  })

  it('answer for a unit that is stopped or killed as systemd does', async () => {
    assert.equal(endings().length, 7)
    holdPulls()
    for (const [act, exitCode] of endings()) {
      const pull = start(host, ...unit('a', 'bootc', 'switch', IMAGE))
      await until('the lock', () => isSysrootLocked(host.layout))
      const signal = /--signal=(\w+)/.exec(act)?.[1]
      if (signal === undefined) await host.run(act)
      else process.kill(-(runningUnit(host.layout, 'a.service') ?? assert.fail()), signal as NodeJS.Signals)
      assert.deepEqual([act, (await pull.ended).exitCode], [act, exitCode])
    }
  })

  it('fail a unit whose output has no folder as systemd does', async () => {
    const [program = '', ...rest] = unit('stage', 'bootc', 'switch', IMAGE).map(word =>
      word.replace('/agent/', '/none/'),
    )
    assert.equal((await start(host, program, ...rest).ended).exitCode, 209)
  })

  it('let a unit live on when its caller dies, and refuse a second one of its name meanwhile', async () => {
    const { goOn } = holdPulls()
    const caller = start(host, ...unit('stage', 'bootc', 'switch', IMAGE))
    await until('the lock', () => isSysrootLocked(host.layout))
    caller.child.kill('SIGKILL')
    await caller.ended
    const asked = await start(host, 'systemctl', 'is-active', 'other', 'stage').ended
    assert.deepEqual([asked.exitCode, asked.stdout], [0, 'inactive\nactive\n'])
    const second = await start(host, ...unit('stage', 'bootc', 'switch', IMAGE)).ended
    assert.deepEqual(
      [second.exitCode, second.stderr],
      [1, 'Failed to start transient service unit: Unit stage.service was already loaded or has a fragment file.\n'],
    )
    goOn()
    assert.match(await host.status(), /"staged":\{/)
    await until(
      'the end of the unit',
      async () => (await host.run('systemctl is-active stage')).stdout === 'inactive\n',
    )
    assert.equal((await start(host, ...unit('stage', 'bootc', 'switch', IMAGE)).ended).exitCode, 0)
  })
})
