import type { Style } from './style'
import { hanging } from './wrap'

/** Columns as wide as their widest cell; the last one has the rest of the line and is wrapped in it. */
export const table = (
  header: ReadonlyArray<string>,
  rows: ReadonlyArray<ReadonlyArray<string>>,
  { width, paint }: Style,
): ReadonlyArray<string> => {
  const widths = header.slice(0, -1).map((_, at) => Math.max(...[header, ...rows].map(row => row[at]?.length ?? 0)))
  const lines = (row: ReadonlyArray<string>): ReadonlyArray<string> => {
    const first = widths.map((wide, at) => `${(row[at] ?? '').padEnd(wide)}  `).join('')
    return hanging(first, row[widths.length] ?? '', { width }).map(line => line.trimEnd())
  }
  return [...lines(header).map(line => paint('bold', line)), ...rows.flatMap(lines)]
}
