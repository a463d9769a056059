import { stringify } from 'yaml'
import { objectOf, type Report } from '../report'
import { harmless } from './harmless'
import type { Style } from './style'

export const FORMATS = ['text', 'wide', 'json', 'yaml', 'name'] as const
export type Format = (typeof FORMATS)[number]

/** Several reports are one list for programs, and one after the other for people. */
const dataOf = (reports: ReadonlyArray<Report>): unknown => {
  const [only] = reports
  return only !== undefined && reports.length === 1
    ? objectOf(only)
    : { apiVersion: 'v1', kind: 'List', items: reports.map(objectOf) }
}

/** A report of more lines than a sentence takes is set off from the one before. */
const isBlock = (lines: ReadonlyArray<string>): boolean => lines.length > 3

const textOf = (reports: ReadonlyArray<Report>, style: Style): string =>
  reports
    .map(({ lines }) => lines(style))
    .flatMap((lines, at) => (at > 0 && isBlock(lines) ? ['', ...lines] : lines))
    .map(line => `${harmless(line)}\n`)
    .join('')

/** What is written to standard output, with its last newline. */
export const printed = (reports: ReadonlyArray<Report>, format: Format, style: Style): string => {
  switch (format) {
    case 'json':
      return `${JSON.stringify(dataOf(reports), undefined, 2)}\n`
    case 'yaml':
      return stringify(dataOf(reports), { aliasDuplicateObjects: false })
    case 'name':
      return reports.flatMap(({ names = [] }) => names.map(name => `${harmless(name)}\n`)).join('')
    case 'wide':
      return textOf(reports, { ...style, wide: true })
    case 'text':
      return textOf(reports, style)
  }
}
