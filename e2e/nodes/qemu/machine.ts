import { join } from 'node:path'
import { createProcessSet, type RunningProcess } from '../../../testbed/control-plane/process-set'
import { waitFor } from '../../../testbed/control-plane/wait-for'
import { chooseAccelerator } from './accelerator'
import { type GuestEnded, guestAnswers, runInGuest } from './guest-agent'
import type { Hardware } from './hosts'
import { type MachineParts, qemuArguments } from './qemu-arguments'
import { socketPath } from './socket-path'

export interface MachineOptions {
  readonly name: string
  /** Folder of this machine: disk, consoles; what is in it stays. */
  readonly dir: string
  readonly hardware: Hardware
  readonly mac: string
  readonly cable: MachineParts['cable']
  readonly kubeletPort: number
  readonly log: (line: string) => void
}

/** A virtual machine. */
export interface Machine {
  readonly name: string
  readonly dir: string
  readonly kubeletPort: number
  readonly cable: MachineParts['cable']
  /** Whether its power is on; it may boot, or hang. */
  readonly isOn: () => boolean
  /** How often it has rebooted by itself. */
  readonly reboots: () => number
  readonly powerOn: () => Promise<void>
  /** Pulls the plug: nothing in it gets to know. */
  readonly powerOff: () => Promise<void>
  /** Runs a command in it; rejects when it does not answer. */
  readonly run: (command: ReadonlyArray<string>, seconds?: number) => Promise<GuestEnded>
  /** Resolves when commands can be run in it. */
  readonly answers: (seconds: number) => Promise<void>
}

/** How often it is looked whether a machine reboots. */
const LOOK_EVERY_MS = 250

/** A machine whose power is off. It lives no longer than this process. */
export const createMachine = (options: MachineOptions): Machine => {
  const { name, dir, hardware, log } = options
  const processes = createProcessSet()
  const agentSocket = socketPath(name)
  const parts = {
    name,
    accelerator: chooseAccelerator(),
    firmware: hardware.firmware,
    drives: hardware.drives,
    memoryMb: hardware.memoryMb,
    console: join(dir, 'console.log'),
    journal: join(dir, 'journal.log'),
    agentSocket,
    mac: options.mac,
    cable: options.cable,
    kubeletPort: options.kubeletPort,
  }
  let running: RunningProcess | undefined
  let wanted = false
  let reboots = 0

  const start = async (): Promise<void> => {
    const args = qemuArguments({ ...parts, boot: await hardware.bootLoader() })
    running = await processes.start({ file: 'qemu-system-x86_64', args, logFile: join(dir, 'qemu.log') })
  }

  /** QEMU ends when the machine reboots; anything but a good end is the end of the machine. */
  const look = async (): Promise<void> => {
    const end = running?.ended()
    if (!wanted || end === undefined) return
    if (end !== 'code 0') {
      wanted = false
      log(`${name}: QEMU ended with ${end}, see ${join(dir, 'qemu.log')}`)
      return
    }
    log(`${name}: reboots`)
    reboots += 1
    await start()
  }
  const isOn = (): boolean => wanted

  /** One after the other: a start takes a while, and until then the process before it is the one that is known. */
  let last: Promise<void> = Promise.resolve()
  const inTurn = (act: () => Promise<void>): Promise<void> => {
    const done = last.then(act)
    last = done.catch(() => undefined)
    return done
  }
  const lookOrSay = (): Promise<void> => inTurn(look).catch((error: unknown) => log(`${name}: ${String(error)}`))
  setInterval(() => void lookOrSay(), LOOK_EVERY_MS).unref()

  return {
    name,
    dir,
    kubeletPort: options.kubeletPort,
    cable: options.cable,
    isOn,
    reboots: () => reboots,
    powerOn: () =>
      inTurn(async () => {
        if (isOn()) return
        log(`${name}: power on`)
        wanted = true
        await start()
      }),
    powerOff: () =>
      inTurn(async () => {
        log(`${name}: power off`)
        wanted = false
        await running?.kill()
      }),
    run: (command, seconds) => runInGuest(agentSocket, command, seconds),
    answers: async seconds => {
      await waitFor({
        what: `${name} to answer (its console: ${join(dir, 'console.log')})`,
        seconds,
        look: async () => {
          if (!isOn()) throw new Error(`${name} is off: see ${join(dir, 'qemu.log')}`)
          return (await guestAnswers(agentSocket)) || undefined
        },
      })
    },
  }
}
