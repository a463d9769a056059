import type { Accelerator } from './accelerator'
import type { BootChoice, Drive, Firmware } from './hosts'

/** What every machine has. */
export interface BasicParts {
  readonly name: string
  readonly accelerator: Accelerator
  /** None: the disk has a boot loader. */
  readonly boot: BootChoice | undefined
  readonly firmware?: Firmware | undefined
  readonly drives: ReadonlyArray<Drive>
  readonly memoryMb: number
  /** File that all output is added to. */
  readonly console: string
}

/** Files and ports of a machine that is a node. */
export interface MachineParts extends BasicParts {
  /** File that all of the journal is added to. */
  readonly journal: string
  /** Unix socket of the guest agent. */
  readonly agentSocket: string
  /** Hardware address on the machines' own network. */
  readonly mac: string
  /** UDP ports of 127.0.0.1: this end of the cable, and the switch. */
  readonly cable: { readonly from: number; readonly to: number }
  /** TCP port of 127.0.0.1 that leads to the kubelet. */
  readonly kubeletPort: number
}

/** With two virtual processors an emulated machine panics now and then; cx16 makes its kernel panic at once. */
const PROCESSOR: Readonly<Record<Accelerator, ReadonlyArray<string>>> = {
  kvm: ['-accel', 'kvm', '-cpu', 'host', '-smp', '2'],
  tcg: ['-accel', 'tcg,thread=multi', '-cpu', 'max,-cx16', '-smp', '1'],
}

const firmwareArguments = (firmware: Firmware | undefined): ReadonlyArray<string> =>
  firmware === undefined
    ? []
    : [
        ...['-machine', 'q35', '-drive', `if=pflash,format=raw,readonly=on,file=${firmware.code}`],
        ...['-drive', `if=pflash,format=raw,file=${firmware.vars}`],
      ]

const bootArguments = ({ kernel, initrd, commandLine }: BootChoice): ReadonlyArray<string> => [
  '-kernel',
  kernel,
  '-initrd',
  initrd,
  '-append',
  commandLine,
]

/** What a power cut leaves of a disk is tested by pulling the plug of the machine, not of this host. */
const driveArguments = ({ file, format, readonly: fixed }: Drive): ReadonlyArray<string> => [
  '-drive',
  `file=${file},if=virtio,format=${format},${fixed ? 'readonly=on' : 'cache=unsafe'}`,
]

/** What every machine has: it ends when the machine reboots, so that whoever runs it decides what comes then. */
const basicArguments = ({ name, accelerator, firmware, memoryMb, boot, drives, console }: BasicParts) => [
  ...['-name', name, '-nodefaults', '-no-user-config', '-display', 'none', '-monitor', 'none'],
  '-no-reboot',
  ...PROCESSOR[accelerator],
  ...firmwareArguments(firmware),
  ...['-m', String(memoryMb)],
  ...(boot === undefined ? [] : bootArguments(boot)),
  ...drives.flatMap(driveArguments),
  ...['-chardev', `file,id=console,path=${console},append=on`, '-serial', 'chardev:console'],
  ...['-device', 'virtio-rng-pci'],
]

/** Of a machine that is no node: it has a console, and the way to 127.0.0.1 of this host. */
export const installerArguments = (parts: BasicParts): ReadonlyArray<string> => [
  ...basicArguments(parts),
  ...['-netdev', 'user,id=world', '-device', 'virtio-net-pci,netdev=world'],
]

/**
 * Arguments of QEMU, which ends when the machine reboots, so that a kernel can be given from outside, as by a boot loader.
 * Nothing of this host but 127.0.0.1 is listened on, and no device of this host is used.
 */
export const qemuArguments = (parts: MachineParts): ReadonlyArray<string> => [
  ...basicArguments(parts),
  ...['-device', 'virtio-serial'],
  ...['-chardev', `file,id=journal,path=${parts.journal},append=on`, '-device', 'virtconsole,chardev=journal'],
  ...['-chardev', `socket,id=agent,path=${parts.agentSocket},server=on,wait=off`],
  ...['-device', 'virtserialport,chardev=agent,name=org.qemu.guest_agent.0'],
  ...['-netdev', `user,id=world,hostfwd=tcp:127.0.0.1:${parts.kubeletPort}-:10250`],
  ...['-device', 'virtio-net-pci,netdev=world'],
  ...[
    '-netdev',
    `dgram,id=nodes,local.type=inet,local.host=127.0.0.1,local.port=${parts.cable.from},remote.type=inet,remote.host=127.0.0.1,remote.port=${parts.cable.to}`,
  ],
  ...['-device', `virtio-net-pci,netdev=nodes,mac=${parts.mac}`],
]
