import type { ExitCode } from './exit'
import type { Style } from './text/style'

/** The version of what this program prints for programs; fields are added within it, and none changes its meaning. */
export const REPORT_VERSION = 'cli.node.bootc.dev/v1alpha1'

/** What a command has to say: data for `-o json|yaml`, names for `-o name`, lines for people. */
export interface Report {
  /** Of the data, when that is this program's own; else it is an object as the API server has it. */
  readonly kind?: string
  readonly data: object
  /** `bootcnodepool.node.bootc.dev/workers`: what the report is about. */
  readonly names?: ReadonlyArray<string>
  readonly lines: (style: Style) => ReadonlyArray<string>
  /** 0 unless it is given. */
  readonly exit?: ExitCode
}

/** The data of a report as an object that says what it is. */
export const objectOf = ({ kind, data }: Pick<Report, 'kind' | 'data'>): object =>
  kind === undefined ? data : { apiVersion: REPORT_VERSION, kind, ...data }
