import type { OsImage } from '../../testbed/images/os-image'
import type { Ended } from '../../testbed/tools/run-program'
import type { Machines } from '../nodes/qemu/machines'
import type { Stops } from './stops'

/** The hook server: a process of this machine, or in the operator's pod. */
export interface HookProcess {
  /** SIGKILL, at once or after a second. Resolves when it is gone, and stays away. */
  readonly kill: () => Promise<void>
  /** Starts it again, and resolves when it runs; from then on the pools' agents run the image. */
  readonly start: (agentImage?: string) => Promise<void>
}

/** A cluster whose nodes are machines, with the operator installed. */
export interface Cluster {
  /** `local` or `kind`. */
  readonly provider: string
  readonly machines: Machines
  /** Runs kubectl as administrator; never rejects. */
  readonly kubectl: (...args: ReadonlyArray<string>) => Promise<Ended>
  readonly apply: (manifests: string) => Promise<Ended>
  /** Repository of the operating system, in the names that the machines use; it asks for a log-in. */
  readonly repository: string
  /** Name of the image of a pod that serves its own name over HTTP at port 8080. */
  readonly workload: string
  /** Content of a `.dockerconfigjson` with which the repository may be read. */
  readonly dockerConfig: () => string
  /** Another name of the agents' image, which they do not run yet. */
  readonly nextAgent: string
  /** The registry refuses the password that could read the repository; `dockerConfig` has another one. */
  readonly changePassword: () => Promise<void>
  readonly hooks: HookProcess
  /** Pushes a version of the operating system; answers with its reference by digest. */
  readonly publish: (os: OsImage, tag?: string) => Promise<string>
  /** Resolves when the operator runs: at once where it is no pod. */
  readonly operatorRuns: () => Promise<void>
  /** Keeps what only this provider can tell, in the folder. */
  readonly keepLogs?: (folder: string) => Promise<void>
}

export interface ClusterOptions {
  /** Folder for everything that is written; it stays. */
  readonly dir: string
  readonly nodes: ReadonlyArray<string>
  /** What the machines are installed with. */
  readonly os: OsImage
  /** Gets what ends whatever was started, from the first thing on: a start may be interrupted. */
  readonly stops: Stops
  readonly log: (line: string) => void
}

/** Starts a cluster whose machines are off. */
export type Provider = (options: ClusterOptions) => Promise<Cluster>
