import type { OsImage } from '../../../testbed/images/os-image'
import type { Pushable } from '../../../testbed/registry/tiny-image'
import type { NodePlan } from './seed-files'

/** A disk of a machine; the first is its own. */
export interface Drive {
  readonly file: string
  readonly format: 'raw' | 'qcow2'
  readonly readonly?: boolean
}

/** What a boot loader starts. */
export interface BootChoice {
  readonly kernel: string
  readonly initrd: string
  readonly commandLine: string
}

/** A firmware for UEFI. */
export interface Firmware {
  /** Is not written to. */
  readonly code: string
  /** The machine's own file of variables. */
  readonly vars: string
}

/** What is different in machines whose `bootc` is another. */
export interface Hardware {
  readonly drives: ReadonlyArray<Drive>
  readonly memoryMb: number
  /** Where the boot loader of the disk is one of UEFI. */
  readonly firmware?: Firmware
  /** Is asked at every start; undefined where a boot loader is on the disk. */
  readonly bootLoader: () => Promise<BootChoice | undefined>
}

/** Makes what one machine is started from, in its folder. */
export type Installer = (plan: NodePlan, dir: string) => Promise<Hardware>

/** What is installed, and where it came from. */
export interface InstallSource {
  /** Folder for what the machines share. */
  readonly dir: string
  readonly os: OsImage
  /** As the machines name it; it asks for a log-in. */
  readonly repository: string
  /** `host:port` of the same registry, as this host reaches it. */
  readonly local: string
  /** Content of a `.dockerconfigjson` for the name that the machines use. */
  readonly dockerConfig: () => string
  /** Pushes an image there; answers with its digest. */
  readonly push: (image: Pushable) => Promise<string>
  /** Images that machines have from the start where that can be done here: their name, and that of this host for it. */
  readonly preloaded: Readonly<Record<string, string>>
  readonly log: (line: string) => void
}

/** Where the `bootc` of the machines comes from. */
export interface Hosts {
  /** In words, for the output. */
  readonly bootc: string
  /** A version of the operating system, as the registry gets it. */
  readonly imageOf: (os: OsImage) => Pushable
  readonly install: (source: InstallSource) => Promise<Installer>
}
