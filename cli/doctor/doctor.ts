import type { Installed } from '../../hooks/api/installed'
import type { Registry } from '../../hooks/ports/registry'
import type { Api } from '../cluster/api'
import { EXIT } from '../exit'
import type { Report } from '../report'
import type { Colour, Style } from '../text/style'
import { hanging } from '../text/wrap'
import { type Checked, type CheckState, run } from './check'
import { installChecks, serverCheck } from './install-checks'
import { poolChecks } from './pool-checks'

const COLOURS: Readonly<Record<CheckState, Colour>> = {
  ok: 'green',
  warning: 'yellow',
  failed: 'red',
  unknown: 'yellow',
}

const lines = (checked: ReadonlyArray<Checked>, style: Style): ReadonlyArray<string> => {
  const wide = Math.max(...checked.map(({ about }) => about.length))
  return checked.flatMap(({ about, state, says, todo }) => {
    const first = `${state.padEnd('warning'.length)}  ${about.padEnd(wide)}  `
    const [head = '', ...others] = hanging(first, todo === undefined ? says : `${says}; ${todo}`, style)
    return [head.replace(state, style.paint(COLOURS[state], state)), ...others]
  })
}

/** The last line: what could not be looked at is not known to be well. */
const verdict = (checked: ReadonlyArray<Checked>): string => {
  const count = (state: CheckState): number => checked.filter(check => check.state === state).length
  const [failed, unknown] = [count('failed'), count('unknown')]
  if (failed + unknown === 0) return 'Nothing is wrong.'
  const parts = [
    ...(failed > 0 ? [`${failed} of ${checked.length} checks failed`] : []),
    ...(unknown > 0 ? [`${unknown} could not be made`] : []),
  ]
  return `${parts.join(', ')}.`
}

/** What a doctor may know and ask besides the API server. */
export interface DoctorOptions {
  /** What the user calls the cluster. */
  readonly cluster?: string
  /** Asked for the operator's image; without it that check is left out. */
  readonly registry?: Registry
}

/** Checks whether everything that `installed` names is there and healthy. Rejects when the API server is out of reach. */
export const doctor = async (
  api: Api,
  installed: Installed,
  { cluster, registry }: DoctorOptions = {},
): Promise<Report> => {
  const server = await serverCheck(api, cluster)
  const checks = [...installChecks(api, installed), ...(await poolChecks(api, registry))]
  const checked = [server, ...(await Promise.all(checks.map(run)))]
  const isWell = checked.every(({ state }) => state === 'ok' || state === 'warning')
  return {
    kind: 'DoctorReport',
    data: { checks: checked },
    lines: style => [...lines(checked, style), '', verdict(checked)],
    exit: isWell ? EXIT.done : EXIT.refused,
  }
}
