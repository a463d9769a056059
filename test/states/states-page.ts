import type { PoolPicture } from '../../cli/dashboard/picture'
import type { Condition } from '../../hooks/api/kubernetes'
import { POOL_REASONS, type Reason } from '../../hooks/api/reasons'
import { pictureOf } from './pool-states'
import type { ShownState } from './shown-state'

const HEAD = `# States of a pool, as every tool shows them

What an admin sees in each state of a pool: five nodes of the simulator, played by the real hooks and the real agent.
Times are those of the simulator. \`UPDATE_GOLDEN=1 npx mocha test/docs/states.test.ts\` writes this page and a test keeps it current;
\`node --import=tsx test/states/pictures.ts\` draws the pictures. promtool proves the alerts, cli-utils the kstatus column (test/cluster).
`

const wordOf = (conditions: ReadonlyArray<Condition>, type: string): string => {
  const found = conditions.find(condition => condition.type === type)
  return found === undefined ? '-' : found.status === 'True' ? '**True**' : found.status
}

const anchor = (name: string): string => `[${name}](#${name.toLowerCase().replaceAll(' ', '-')})`

const OVERVIEW = ['Ready', 'Reconciling', 'Stalled', 'Degraded'] as const

interface PoolWords {
  readonly phase?: string
  readonly reason?: Reason
  readonly updated?: string
}

const overviewRow = ({ state, pool, conditions, picture, doctor }: ShownState): string => {
  const { phase = '', reason, updated = '' }: PoolWords = pool.status ?? {}
  const cells = [
    anchor(state.title),
    phase,
    reason ?? '-',
    updated,
    ...OVERVIEW.map(type => wordOf(conditions, type)),
    reason === undefined ? '-' : POOL_REASONS[reason].kstatus,
    state.alerts.map(alert => alert.replace(/^Bootc/, '')).join(', ') || '-',
    doctor.replace(/:.*/s, ''),
    tileOf(picture),
  ]
  return `| ${cells.join(' | ')} |`
}

/** The headline of the dashboard's tile. */
const tileOf = ({ updated, total, rolledBack }: PoolPicture): string => rolledBack?.text ?? `${updated} of ${total}`

const block = (...lines: ReadonlyArray<string>): string => ['```', ...lines, '```'].join('\n')

/** Several conditions may have one message, which is enough to read once. */
const conditionLines = (conditions: ReadonlyArray<Condition>): ReadonlyArray<string> =>
  conditions.map(({ type, status, reason, message }, at) => {
    const isRead = message === '' || conditions.slice(0, at).some(before => before.message === message)
    return `${type}=${status} ${reason}${isRead ? '' : `: ${message}`}`
  })

const section = (shown: ShownState): string => {
  const { state, columns, conditions, doctor, status, why, plan } = shown
  return [
    `## ${state.title}`,
    state.story,
    block(...columns),
    block(...conditionLines(conditions)),
    `Alerts when it stays so for a day: ${state.alerts.join(', ') || 'none'}. Doctor: ${doctor}`,
    `\`kubectl bootc status\`, \`why ${state.node}\`, \`plan workers\`:`,
    block(status),
    block(why),
    block(plan),
    `![The dashboard](${pictureOf(state, 1280)}) ![The same on a telephone](${pictureOf(state, 400)})`,
  ].join('\n\n')
}

const TABLE = [
  '| state | phase | reason | updated | Ready | Reconciling | Stalled | Degraded | kstatus | alerts (Bootc…) | doctor | dashboard |',
  '|---|---|---|---|---|---|---|---|---|---|---|---|',
]

/** docs/states.md. */
export const statesPage = (all: ReadonlyArray<ShownState>): string =>
  `${[HEAD, [...TABLE, ...all.map(overviewRow)].join('\n'), ...all.map(section)].join('\n\n')}\n`.replace(
    /\n{3,}/g,
    '\n\n',
  )
