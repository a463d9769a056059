import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { createReadStream, openSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { importing, staging } from '../../../testbed/hosts/bootc/progress-events'
import { writeFaults } from '../../../testbed/hosts/faults'
import { hostPath } from '../../../testbed/hosts/layout'
import { registryWith } from '../../../testbed/hosts/registry'
import { isSysrootLocked } from '../../../testbed/hosts/sysroot-lock'
import { bundledScript, type HostOnDisk, hostOnDisk, type Ran } from './host-on-disk'
import { V1 } from './recorded-images'
import { readRecordings } from './recorded-replay'
import { until } from './until'

const FIFO = '/run/agent.fifo'
const IMAGE = 'registry.example/os:2'

/** Opened for both ways first, so that the shell never waits for a reader; then only bootc holds it for writing. */
const SCRIPT = `exec "$@" 9<>${FIFO} 3>${FIFO} 9>&-`
const SWITCH = [
  ...['--', 'systemd-run', '--wait', '--collect', '--quiet', '--unit=stage', '--property=StandardError=file:/run/err'],
  ...['--', 'sh', '-c', SCRIPT, 'bootc', 'bootc', 'switch', IMAGE, '--progress-fd', '3'],
]

interface Event {
  readonly type: string
  readonly task?: string
  readonly bytes?: number
  readonly bytesTotal?: number
}

const eventsIn = (text: string): ReadonlyArray<Event> =>
  text
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line) as Event)

describe('the progress of a simulated bootc', function () {
  this.timeout(300_000)
  let host: HostOnDisk
  beforeEach(async () => {
    const slow = { script: bundledScript(), stageSeconds: 1 }
    host = await hostOnDisk(registryWith('registry.example/os', ['1', '2']), 'registry.example/os:1', slow)
    assert.deepEqual(await host.run(`mkfifo -m 600 ${FIFO}`), { exitCode: 0, stdout: '', stderr: '' })
  })
  afterEach(() => host.remove())

  const nsenter = (...args: ReadonlyArray<string>): Promise<Ran> => {
    const child = spawn(join(host.layout.bin, 'nsenter'), args, { stdio: ['ignore', 'ignore', 'pipe'] })
    let stderr = ''
    child.stderr.setEncoding('utf8').on('data', text => {
      stderr += text
    })
    return new Promise(resolve => child.once('close', code => resolve({ exitCode: code ?? -1, stdout: '', stderr })))
  }

  /** What came through the FIFO so far; a descriptor for both ways, so that opening does not wait. */
  const listen = () => {
    const heard = { text: '' }
    const fd = openSync(hostPath(host.layout, FIFO), 'r+')
    const stream = createReadStream('', { fd, encoding: 'utf8' })
    stream.on('data', text => {
      heard.text += String(text)
    })
    const close = (): void => {
      writeSync(fd, '\n') // A read that waits for ever would keep the whole test run from ending.
      stream.destroy()
    }
    return { heard, close }
  }

  it('goes through a FIFO while it pulls, from the first bytes to the last step', async () => {
    const goOn = join(host.layout.dir, 'go-on')
    writeFaults(host.layout, { switch: { name: 'stall', until: goOn } })
    const { heard, close } = listen()
    const ended = nsenter(...SWITCH)
    await until('the first bytes', () => heard.text.includes('ProgressBytes'))
    assert.equal(await isSysrootLocked(host.layout), true, 'bytes were told while the pull went on')
    writeFileSync(goOn, '')
    assert.deepEqual(await ended, { exitCode: 0, stdout: '', stderr: '' })
    await until('the last step', () => heard.text.includes('"steps":3'))
    const events = eventsIn(heard.text)
    assert.deepEqual(events[0], { type: 'Start', version: '0.1.0' })
    const bytes = events.filter(({ task }) => task === 'pulling')
    assert.ok(bytes.length > 2)
    assert.equal(bytes.at(-1)?.bytes, bytes.at(-1)?.bytesTotal)
    assert.deepEqual(
      events.slice(bytes.length + 1).map(({ task }) => task),
      ['importing', 'importing', 'staging', 'staging', 'staging', 'staging', 'staging'],
    )
    close()
  })

  it('stops in the middle of a pull that stalls, which `systemctl stop` ends', async () => {
    writeFaults(host.layout, { switch: 'stall' })
    const { heard, close } = listen()
    const ended = nsenter(...SWITCH)
    await until('half of the bytes', () => eventsIn(heard.text).some(({ bytes }) => (bytes ?? 0) > 100))
    assert.equal(await isSysrootLocked(host.layout), true)
    assert.equal((await host.run('systemctl stop stage')).exitCode, 0)
    assert.equal((await ended).exitCode, 0, 'as systemd answers for what it stopped (test/fixtures/systemd-recorded)')
    assert.equal(await isSysrootLocked(host.layout), false)
    assert.match(await host.status(), /"staged":null/)
    close()
  })

  it('does not hold up a pull when its reader goes away', async () => {
    const { close } = listen()
    close()
    assert.equal((await nsenter(...SWITCH)).exitCode, 0)
    assert.match(await host.status(), /"staged":\{/)
  })

  it('is refused for a regular file before any work is done', async () => {
    const ran = await host.run(`sh -c 'bootc switch --progress-fd 3 ${IMAGE} 3>/run/file'`)
    const stderr = 'error: Switching: Switching (ostree): not a pipe\n'
    assert.deepEqual(ran, { exitCode: 1, stdout: '', stderr })
    assert.match(await host.status(), /"staged":null/)
  })

  it('refuses a second FIFO of the same name', async () => {
    const stderr = `mkfifo: cannot create fifo '${FIFO}': File exists\n`
    assert.deepEqual(await host.run(`mkfifo -m 600 ${FIFO}`), { exitCode: 1, stdout: '', stderr })
  })
})

describe('the events of a simulated bootc', () => {
  it('are those that step 095 recorded, word by word', () => {
    const [, stream = ''] = readRecordings('1.16.9-ostree').get('095')?.stdout.split('-- progress stream:\n') ?? []
    const told = [{ type: 'Start', version: '0.1.0' }, ...importing(V1), ...staging(V1)]
    assert.equal(told.map(event => `${JSON.stringify(event)}\n`).join(''), stream)
  })
})
