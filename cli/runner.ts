import type { Installed } from '../hooks/api/installed'
import { kubernetesCluster } from '../hooks/ports/kubernetes'
import { apiOf } from './cluster/api'
import { connect } from './cluster/connect'
import type { PageParts } from './dashboard/document'
import { serveDashboard } from './dashboard/serve-dashboard'
import { EXIT, type ExitCode } from './exit'
import { formatOf, type GlobalFlags, requestTimeoutMs } from './flags'
import type { CommandPorts } from './ports'
import type { Runner } from './program'
import type { Report } from './report'
import { keepShowing } from './status/keep-showing'
import { statusReport } from './status/status'
import { printed } from './text/print'
import { type Stream, screenOn } from './text/screen'
import { styleFor, type Terminal } from './text/style'
import { wait } from './wait/wait'

/** What the process is given: where it writes, and when it has to stop. */
export interface Edge {
  readonly out: Stream
  readonly environment: Terminal['environment']
  readonly now: () => Date
  readonly installed: Installed
  /** What `dashboard` serves. */
  readonly page: PageParts
  /** Shows an address to the user; answers how to clean up after it. */
  readonly openInBrowser: (address: string) => () => void
  /** Called with how the process is to end. */
  readonly ended: (code: ExitCode) => void
  /** Resolves when the user has had enough. */
  readonly interrupted: Promise<void>
}

const portsOf = (flags: GlobalFlags): CommandPorts => {
  const config = connect(flags)
  return { api: apiOf(config, requestTimeoutMs(flags.requestTimeout)), cluster: kubernetesCluster(config), config }
}

export const createRunner = (edge: Edge): Runner => {
  const { out, environment, now, installed, ended, interrupted } = edge
  const textOf = (report: Report, flags: GlobalFlags): string =>
    printed(report, formatOf(flags), styleFor({ columns: out.columns, environment }))

  return {
    now,
    installed,
    tell: async (flags, make) => {
      formatOf(flags) // A wrong format is said before anything is done.
      const report = await make(portsOf(flags))
      out.write(textOf(report, flags))
      ended(report.exit ?? EXIT.done)
    },
    watch: async (flags, wish) => {
      formatOf(flags)
      const { config } = portsOf(flags)
      const screen = screenOn(out)
      const ticks = out.columns !== undefined
      const draw = (fleet: Parameters<typeof statusReport>[0]): void =>
        screen.show(
          textOf(statusReport(fleet, wish, now()), flags)
            .trimEnd()
            .split('\n'),
        )
      await keepShowing({ config, draw, ticks, interrupted })
      ended(EXIT.done)
    },
    wait: async (flags, wish) => {
      formatOf(flags)
      const { config } = portsOf(flags)
      out.write(textOf(await wait(config, wish, { now, interrupted }), flags))
      ended(EXIT.done)
    },
    dashboard: async (flags, { port, open }) => {
      const { config } = portsOf(flags)
      const ready = (address: string): (() => void) => {
        out.write(`The dashboard is at ${address}\nIt is for you alone: the address is its key. Ctrl-C ends it.\n`)
        return open && out.columns !== undefined ? edge.openInBrowser(address) : () => undefined
      }
      await serveDashboard({ config, page: edge.page, port, now, ready, interrupted })
      ended(EXIT.done)
    },
  }
}
