import { stringify } from 'yaml'
import type { Report } from '../report'
import { harmless } from './harmless'
import type { Style } from './style'

export type Format = 'text' | 'json' | 'yaml'

/** What is written to standard output, with its last newline. */
export const printed = ({ data, lines }: Report, format: Format, style: Style): string => {
  switch (format) {
    case 'json':
      return `${JSON.stringify(data, undefined, 2)}\n`
    case 'yaml':
      return stringify(data, { aliasDuplicateObjects: false })
    case 'text':
      return lines(style)
        .map(line => `${harmless(line)}\n`)
        .join('')
  }
}
