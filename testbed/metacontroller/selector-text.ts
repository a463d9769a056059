import type { Requirement } from './label-selector'

const SET = /^([^\s!=<>(),]+)\s+(in|notin)\s*\(([^)]*)\)$/

const requirementOf = (text: string): Requirement => {
  const set = SET.exec(text)
  if (set !== null) {
    const [, key = '', operator, values = ''] = set
    return { key, operator: operator === 'in' ? 'In' : 'NotIn', values: values.split(',').map(value => value.trim()) }
  }
  const equality = /^([^\s!=<>(),]+)\s*(==|=|!=)\s*([^\s!=<>(),]*)$/.exec(text)
  if (equality !== null) {
    const [, key = '', operator, value = ''] = equality
    return { key, operator: operator === '!=' ? 'NotIn' : 'In', values: [value] }
  }
  const existence = /^(!?)([^\s!=<>(),]+)$/.exec(text)
  if (existence !== null) return { key: existence[2] ?? '', operator: existence[1] === '!' ? 'DoesNotExist' : 'Exists' }
  throw new Error(`label selector: cannot read "${text}"; write for example "group=bootc" or "group in (a,b)"`)
}

/** Reads a label selector in the notation of kubectl's `-l`. Throws an Error that quotes the part it cannot read. */
export const parseSelectorText = (text: string): ReadonlyArray<Requirement> =>
  text
    .split(/,(?![^(]*\))/)
    .map(part => part.trim())
    .filter(part => part !== '')
    .map(requirementOf)
