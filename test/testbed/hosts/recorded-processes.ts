import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { writeJsonFile } from '../../../testbed/hosts/json-file'
import { takePowerRequest } from '../../../testbed/hosts/power-request'
import { readSettings } from '../../../testbed/hosts/settings'
import { isSysrootLocked } from '../../../testbed/hosts/sysroot-lock'
import type { HostOnDisk, Ran } from './host-on-disk'
import { until } from './until'

/** Steps that need bootc as a process of its own: what is killed, blocked, or never ends. */
const start = (host: HostOnDisk, args: ReadonlyArray<string>, stdio: 'pipe' | 'ignore' = 'ignore') => {
  const child = spawn(join(host.layout.bin, 'bootc'), args, { stdio: ['ignore', 'pipe', 'pipe', stdio] })
  const said = { stdout: '', stderr: '' }
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream]?.setEncoding('utf8').on('data', text => {
      said[stream] += text
    })
  }
  return { child, said }
}

const ended = (child: ChildProcess): Promise<{ code: number | null; signal: NodeJS.Signals | null }> =>
  new Promise(resolve => child.once('close', (code, signal) => resolve({ code, signal })))

/** A slow pull that is killed; before that, `status` was shown not to get an answer (step 097). */
export const killedPull =
  (signal: 'SIGKILL' | 'SIGTERM', image: string) =>
  async (host: HostOnDisk): Promise<Ran> => {
    const settings = readSettings(host.layout)
    writeJsonFile(host.layout.settings, { ...settings, stageSeconds: 600 })
    const { child, said } = start(host, ['switch', image])
    const end = ended(child)
    await until('the pull to hold the lock', async () => said.stdout !== '' && (await isSysrootLocked(host.layout)))
    const status = start(host, ['status', '--json', '--format-version=1'])
    const statusEnd = ended(status.child)
    assert.equal(
      await Promise.race([statusEnd, new Promise(resolve => setTimeout(resolve, 500, 'blocked'))]),
      'blocked',
    )
    status.child.kill('SIGKILL')
    await statusEnd
    assert.deepEqual(status.said, { stdout: '', stderr: '' })
    child.kill(signal)
    assert.equal((await end).signal, signal)
    writeJsonFile(host.layout.settings, settings)
    return { ...said, exitCode: 0 }
  }

/** Node's own pipes are sockets (bootc-contract.md §0, fact 9). */
export const socketProgress =
  (image: string) =>
  async (host: HostOnDisk): Promise<Ran> => {
    const { child, said } = start(host, ['switch', '--progress-fd', '3', image], 'pipe')
    return { exitCode: (await ended(child)).code ?? -1, ...said }
  }

/** It asks for the reboot and never ends; what it said is all there is (step 117). */
export const applyRollback = async (host: HostOnDisk): Promise<Ran> => {
  const { child, said } = start(host, ['rollback', '--apply'])
  const end = ended(child)
  await until('the request to reboot', async () => takePowerRequest(host.layout) === 'reboot')
  child.kill('SIGKILL')
  await end
  return { exitCode: 0, ...said }
}
