import assert from 'node:assert/strict'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createMachine } from '../../../e2e/nodes/qemu/machine'
import { socketPath } from '../../../e2e/nodes/qemu/socket-path'

/** As long as it takes to read the entries of a disk, and longer than machines are left unseen, in ms. */
const SLOW_MS = 700

describe('a machine', () => {
  const path = process.env['PATH'] ?? ''
  const dir = mkdtempSync(join(tmpdir(), 'machine-'))

  before(() => {
    const file = join(dir, 'qemu-system-x86_64')
    writeFileSync(file, '#!/bin/sh\nexec sleep 60\n')
    chmodSync(file, 0o755)
    process.env['PATH'] = `${dir}${delimiter}${path}`
  })
  after(() => {
    process.env['PATH'] = path
    for (const made of [dir, dirname(socketPath('any'))]) rmSync(made, { recursive: true })
  })

  const machineWith = (said: string[]) =>
    createMachine({
      name: 'node-1',
      dir,
      hardware: {
        drives: [],
        memoryMb: 1,
        bootLoader: async () => {
          await sleep(SLOW_MS)
          return { kernel: 'k', initrd: 'i', commandLine: 'c' }
        },
      },
      mac: '52:54:00:00:00:01',
      cable: { from: 1, to: 2 },
      kubeletPort: 3,
      log: line => said.push(line),
    })

  it('is on after its power went and came again, however long its start takes', async () => {
    const said: string[] = []
    const machine = machineWith(said)
    await machine.powerOn()
    await machine.powerOff()
    await machine.powerOn()
    assert.deepEqual(
      [machine.isOn(), said],
      [true, ['power on', 'power off', 'power on'].map(text => `node-1: ${text}`)],
    )
    await machine.powerOff()
    assert.equal(machine.isOn(), false)
  })
})
