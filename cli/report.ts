import type { ExitCode } from './exit'
import type { Style } from './text/style'

/** What a command has to say: data for `-o json|yaml`, lines for people. */
export interface Report {
  readonly data: unknown
  readonly lines: (style: Style) => ReadonlyArray<string>
  /** 0 unless it is given. */
  readonly exit?: ExitCode
}
