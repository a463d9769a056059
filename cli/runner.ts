import type { Installed } from '../hooks/api/installed'
import { kubernetesCluster } from '../hooks/ports/kubernetes'
import { apiOf } from './cluster/api'
import { clusterName, connect } from './cluster/connect'
import type { PageParts } from './dashboard/document'
import { serveDashboard } from './dashboard/serve-dashboard'
import { EXIT, type ExitCode } from './exit'
import { formatOf, type GlobalFlags, printsCalls, requestTimeoutMs } from './flags'
import type { CommandPorts, Runner } from './ports'
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
  /** Writes what went wrong to standard error; answers how a process ends that did nothing else. */
  readonly complain: (error: unknown) => ExitCode
  /** A line for standard error. */
  readonly log: (line: string) => void
  /** Called with how the process is to end. */
  readonly ended: (code: ExitCode) => void
  /** Resolves when the user has had enough. */
  readonly interrupted: Promise<void>
}

const portsOf = (flags: GlobalFlags, { log }: Pick<Edge, 'log'>): CommandPorts => {
  const options = { timeoutMs: requestTimeoutMs(flags.requestTimeout), log: printsCalls(flags) ? log : undefined }
  const config = connect(flags)
  return { api: apiOf(config, options), cluster: kubernetesCluster(config), config }
}

interface Carried {
  readonly reports: ReadonlyArray<Report>
  readonly failures: ReadonlyArray<unknown>
}

/** One after the other: an edit that is refused keeps none of the others from being made. */
const carryOut = async (names: ReadonlyArray<string>, make: (name: string) => Promise<Report>): Promise<Carried> => {
  const reports: Report[] = []
  const failures: unknown[] = []
  for (const name of new Set(names)) {
    try {
      reports.push(await make(name))
    } catch (error) {
      failures.push(error)
    }
  }
  return { reports, failures }
}

export const createRunner = (edge: Edge): Runner => {
  const { out, environment, now, installed, ended, interrupted } = edge
  const textOf = (reports: ReadonlyArray<Report>, flags: GlobalFlags): string =>
    printed(reports, formatOf(flags), styleFor({ columns: out.columns, environment }))
  /** What is wrong with the flags is said before anything is done. */
  const connected = (flags: GlobalFlags): CommandPorts => {
    formatOf(flags)
    return portsOf(flags, edge)
  }

  return {
    now,
    installed,
    print: text => {
      out.write(text)
      ended(EXIT.done)
    },
    tellAlone: (flags, report) => {
      out.write(textOf([report], flags))
      ended(EXIT.done)
    },
    tell: async (flags, make) => {
      const report = await make(connected(flags))
      out.write(textOf([report], flags))
      ended(report.exit ?? EXIT.done)
    },
    tellEach: async (flags, names, make) => {
      const ports = connected(flags)
      const { reports, failures } = await carryOut(names, name => make(ports, name))
      if (reports.length > 0) out.write(textOf(reports, flags))
      // The first failure decides, as it would alone.
      const codes = failures.map(edge.complain)
      ended(codes[0] ?? EXIT.done)
    },
    watch: async (flags, wish) => {
      const { config } = connected(flags)
      const screen = screenOn(out)
      const ticks = out.columns !== undefined
      const draw = (fleet: Parameters<typeof statusReport>[0]): void =>
        screen.show(
          textOf([statusReport(fleet, wish, { now: now(), cluster: clusterName(config) })], flags)
            .trimEnd()
            .split('\n'),
        )
      await keepShowing({ config, draw, ticks, interrupted })
      ended(EXIT.done)
    },
    wait: async (flags, wish) => {
      const { config } = connected(flags)
      out.write(textOf([await wait(config, wish, { now, interrupted })], flags))
      ended(EXIT.done)
    },
    dashboard: async (flags, { port, open }) => {
      const { config } = connected(flags)
      const ready = (address: string): (() => void) => {
        out.write(`The dashboard is at ${address}\nIt is for you alone: the address is its key. Ctrl-C ends it.\n`)
        return open && out.columns !== undefined ? edge.openInBrowser(address) : () => undefined
      }
      await serveDashboard({ config, page: edge.page, port, now, ready, interrupted })
      ended(EXIT.done)
    },
  }
}
