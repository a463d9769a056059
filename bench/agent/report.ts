import { writesIn } from './api-calls'
import type { Measured } from './measure'

/** The most that an agent at rest may take: bytes, and API writes. */
export const BUDGET = { anonymous: 12_000_000, rss: 50_000_000, writes: 0 } as const

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`

const told = (calls: Measured['calls']): string => {
  const parts = Object.entries(calls)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([verb, count]) => `${count} ${verb}`)
  return parts.length === 0 ? 'none' : parts.join(', ')
}

const peaks = ({ peak }: Measured): string => `${megabytes(peak.anonymous)}, ${megabytes(peak.rss)}`

type Row = readonly [string, string, string, string]

const rowsOf = (idle: Measured, staging: Measured): ReadonlyArray<Row> => [
  ['', 'at rest', 'while staging', 'budget at rest'],
  ['measured', `${idle.seconds.toFixed(0)} s`, `${staging.seconds.toFixed(0)} s`, ''],
  [
    'anonymous memory',
    megabytes(idle.figures.anonymous),
    megabytes(staging.figures.anonymous),
    megabytes(BUDGET.anonymous),
  ],
  ['RSS', megabytes(idle.figures.rss), megabytes(staging.figures.rss), megabytes(BUDGET.rss)],
  ['peak: anonymous, RSS', peaks(idle), peaks(staging), ''],
  ['from files, shared', megabytes(idle.figures.file), megabytes(staging.figures.file), ''],
  ['CPU', `${idle.figures.cpu.toFixed(2)} s`, `${staging.figures.cpu.toFixed(2)} s`, ''],
  ['API writes', String(writesIn(idle.calls)), String(writesIn(staging.calls)), String(BUDGET.writes)],
  ['API calls', told(idle.calls), told(staging.calls), ''],
]

export const tableOf = (idle: Measured, staging: Measured): string => {
  const rows = rowsOf(idle, staging)
  const widths = [0, 1, 2, 3].map(column => Math.max(...rows.map(row => row[column]?.length ?? 0)))
  return rows
    .map(row =>
      row
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join('   ')
        .trimEnd(),
    )
    .join('\n')
}

/** One sentence for each figure above its budget. */
export const overBudget = ({ figures, calls }: Measured): ReadonlyArray<string> => {
  const writes = writesIn(calls)
  return [
    ...(figures.anonymous > BUDGET.anonymous
      ? [`anonymous memory is ${megabytes(figures.anonymous)}, more than ${megabytes(BUDGET.anonymous)}`]
      : []),
    ...(figures.rss > BUDGET.rss ? [`RSS is ${megabytes(figures.rss)}, more than ${megabytes(BUDGET.rss)}`] : []),
    ...(writes > BUDGET.writes ? [`an agent at rest wrote to the API ${writes} times`] : []),
  ]
}
