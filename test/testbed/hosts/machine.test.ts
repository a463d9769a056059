import assert from 'node:assert/strict'
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeFaults } from '../../../testbed/hosts/faults'
import { type Machine, type MachineOptions, startMachine } from '../../../testbed/hosts/machine'
import { registryWith } from '../../../testbed/hosts/registry'
import { isSysrootLocked } from '../../../testbed/hosts/sysroot-lock'
import { processStart, runningUnit } from '../../../testbed/hosts/units'
import { bundledScript, type HostOnDisk, hostOnDisk } from './host-on-disk'
import { until } from './until'

/** An agent of one idea: note every start with its boot id, then do once per name what the test put into `orders`. */
const AGENT = `
const { appendFileSync, existsSync, readFileSync, rmSync } = require('node:fs')
const { spawn } = require('node:child_process')
const root = process.env.HOST_ROOT
const bootId = readFileSync(root + '/proc/sys/kernel/random/boot_id', 'utf8').trim()
appendFileSync(root + '/var/lib/starts', bootId + '\\n')
setInterval(() => {
  const orders = root + '/var/lib/orders'
  if (!existsSync(orders)) return
  const words = readFileSync(orders, 'utf8').trim().split(' ')
  rmSync(orders)
  spawn('nsenter', ['--target', '1', '--', 'env', '-i', 'HOME=/root', ...words], { stdio: 'inherit' })
}, 20)
`

interface Status {
  readonly status: { readonly booted: { image: { version: string } }; readonly staged: object | null }
}

describe('a simulated machine', function () {
  this.timeout(300_000)
  let host: HostOnDisk
  let machine: Machine
  let events: Array<string>

  const begin = async (given: Partial<MachineOptions> = {}, stageSeconds = 0): Promise<void> => {
    const made = { script: bundledScript(), stageSeconds }
    host = await hostOnDisk(registryWith('registry.example/os', ['1', '2']), 'registry.example/os:1', made)
    writeFileSync(join(host.layout.dir, 'agent.js'), AGENT)
    events = []
    machine = await startMachine({
      dir: host.layout.dir,
      agent: { command: [process.execPath, join(host.layout.dir, 'agent.js')] },
      rebootSeconds: 0.1,
      kubelet: {
        hostDown: async how => {
          events.push(`down ${how}`)
        },
        hostUp: async ({ soft, ready }) => {
          events.push(`up${soft ? ' soft' : ''}${ready ? '' : ' not ready'}`)
        },
      },
      ...given,
    })
  }
  afterEach(async () => {
    await machine.stop()
    host.remove()
  })

  const file = (name: string): string => join(host.layout.root, 'var/lib', name)
  const starts = (): ReadonlyArray<string> =>
    existsSync(file('starts')) ? readFileSync(file('starts'), 'utf8').split('\n').filter(Boolean) : []
  const started = (times: number): Promise<void> => until(`start ${times} of the agent`, () => starts().length >= times)
  /** All at once: an agent that reads half an order has lost it. */
  const order = (command: string): void => {
    writeFileSync(file('new-orders'), command)
    renameSync(file('new-orders'), file('orders'))
  }
  const status = async (): Promise<Status['status']> => (JSON.parse(await host.status()) as Status).status

  it('kills its agent when it asks for a reboot, boots what is staged and starts the agent in the new boot', async () => {
    await begin()
    await started(1)
    await host.run('bootc switch registry.example/os:2')
    const before = machine.pid()
    order('systemctl reboot')
    await started(2)
    assert.notEqual(starts()[1], starts()[0])
    assert.notEqual(machine.pid(), before)
    assert.equal((await status()).booted.image.version, '2')
    assert.deepEqual(events, ['up', 'down reboot', 'up'])
    assert.equal(machine.reboots(), 1)
  })

  it('keeps the boot id over a soft reboot, and restarts the agent all the same', async () => {
    await begin()
    await started(1)
    await host.run('bootc switch --soft-reboot=required registry.example/os:2')
    order('systemctl reboot')
    await started(2)
    assert.equal(starts()[1], starts()[0])
    assert.equal((await status()).booted.image.version, '2')
    assert.deepEqual(events, ['up', 'down soft-reboot', 'up soft'])
  })

  it('loses what is staged by a power cut', async () => {
    await begin()
    await started(1)
    await host.run('bootc switch registry.example/os:2')
    await machine.powerCut()
    await started(2)
    assert.equal((await status()).booted.image.version, '1')
    assert.equal((await status()).staged, null)
  })

  it('restarts a killed agent in the same boot, while the unit it started goes on', async () => {
    await begin()
    await started(1)
    const goOn = join(host.layout.dir, 'go-on')
    writeFaults(host.layout, { switch: { name: 'stall', until: goOn } })
    order('systemd-run --wait --collect --quiet --unit=stage -- bootc switch registry.example/os:2')
    await until('the pull', () => isSysrootLocked(host.layout))
    machine.killAgent()
    await started(2)
    assert.notEqual(runningUnit(host.layout, 'stage.service'), undefined)
    writeFileSync(goOn, '')
    assert.equal(starts()[1], starts()[0])
    assert.notEqual((await status()).staged, null)
    assert.deepEqual(events, ['up'])
  })

  it('kills a running unit when it goes down', async () => {
    await begin({}, 60)
    await started(1)
    order('systemd-run --wait --collect --quiet --unit=stage -- bootc switch registry.example/os:2')
    await until('the pull', () => isSysrootLocked(host.layout))
    await machine.reboot()
    assert.equal((await status()).staged, null)
  })

  it('restarts an agent that crashes again and again, with growing pauses', async () => {
    await begin({ agent: { command: ['/bin/sh', '-c', 'echo x >> "$HOST_ROOT/var/lib/starts"; exit 1'] } })
    await started(4)
    assert.equal(machine.isUp(), true)
  })

  it('stays down when it hangs on its way, until the power is cut', async () => {
    await begin()
    await started(1)
    writeFaults(host.layout, { reboot: { name: 'hang', times: 1 } })
    order('systemctl reboot')
    await until('the shutdown', () => !machine.isUp())
    await until('the hang', () => machine.pid() === undefined && events.length === 2)
    await machine.powerCut()
    await started(2)
    assert.deepEqual(events, ['up', 'down reboot', 'down power-cut', 'up'])
  })

  it('ignores a reboot when told so', async () => {
    await begin()
    await started(1)
    writeFaults(host.layout, { reboot: { name: 'ignored', times: 1 } })
    order('systemctl reboot')
    await until('the request', () => readFileSync(host.layout.faults, 'utf8').includes('"times": 0'))
    assert.equal(machine.isUp(), true)
    order('systemctl reboot')
    await started(2)
  })

  it('tells its kubelet to stay not ready after a boot, when told so', async () => {
    await begin()
    writeFaults(host.layout, { kubelet: { name: 'not-ready', times: 1 } })
    await machine.reboot()
    await machine.reboot()
    assert.deepEqual(events, ['up', 'down reboot', 'up not ready', 'down reboot', 'up'])
  })

  it('ends the agent politely when it is taken away, and runs another one', async () => {
    const polite =
      'trap "echo bye >> $HOST_ROOT/var/lib/bye; exit 0" TERM; echo x >> "$HOST_ROOT/var/lib/starts"; while :; do sleep 0.05; done'
    await begin({ agent: { command: ['/bin/sh', '-c', polite] } })
    await started(1)
    await machine.setAgent(undefined)
    assert.equal(existsSync(file('bye')), true)
    assert.equal(machine.pid(), undefined)
    await machine.setAgent({ command: ['/bin/sh', '-c', polite] })
    await started(2)
  })

  it('leaves no process behind when it stops', async () => {
    await begin({}, 60)
    await started(1)
    order('systemd-run --wait --collect --quiet --unit=stage -- bootc switch registry.example/os:2')
    await until('the pull', () => isSysrootLocked(host.layout))
    const pid = machine.pid() ?? 0
    await machine.stop()
    assert.equal(processStart(pid), undefined)
    await until('the end of the unit', async () => !(await isSysrootLocked(host.layout)))
  })
})
