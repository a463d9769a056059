import type { KubeConfig } from '@kubernetes/client-node'
import type { Installed } from '../hooks/api/installed'
import type { Cluster } from '../hooks/ports/cluster'
import type { Api } from './cluster/api'
import type { GlobalFlags } from './flags'
import type { Report } from './report'
import type { StatusWish } from './status/status'
import type { WaitWish } from './wait/wait'

/** The cluster that the user's flags lead to. */
export interface CommandPorts {
  readonly api: Api
  /** The operator's own port, for what only it knows how to do safely. */
  readonly cluster: Cluster
  readonly config: KubeConfig
}

/** What a command line is carried out with. */
export interface Runner {
  readonly now: () => Date
  /** What this version of the operator consists of. */
  readonly installed: Installed
  /** Connects by the flags, prints the report, and remembers how the process is to end. */
  readonly tell: (flags: GlobalFlags, report: (ports: CommandPorts) => Promise<Report>) => Promise<void>
  /** A report about each name; one that there is none about is reported as an error, after the others. */
  readonly tellEach: (
    flags: GlobalFlags,
    names: ReadonlyArray<string>,
    report: (ports: CommandPorts, name: string) => Promise<Report>,
  ) => Promise<void>
  /** Serves the page until the user has had enough. */
  readonly dashboard: (flags: GlobalFlags, wish: { readonly port: number; readonly open: boolean }) => Promise<void>
  /** Until the pools are where they are wanted; a CommandError says why they will not get there. */
  readonly wait: (flags: GlobalFlags, wish: WaitWish) => Promise<void>
  readonly watch: (flags: GlobalFlags, wish: StatusWish) => Promise<void>
  /** Prints text as it is. */
  readonly print: (text: string) => void
  /** Prints a report that needs no cluster. */
  readonly tellAlone: (flags: GlobalFlags, report: Report) => void
}
