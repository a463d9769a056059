import { EVENTS } from '../hooks/api/event-reasons'
import { POOL_PHASES } from '../hooks/api/pool-phases'
import { type Kstatus, POOL_REASONS } from '../hooks/api/reasons'
import { SHOWN_PHASES } from '../hooks/node/phases'

type Documented = Readonly<Record<string, { readonly doc: string }>>

const table = (of: 'node' | 'pool', phases: Documented): string =>
  [
    `| phase of a ${of} | what it means |`,
    '|---|---|',
    ...Object.entries(phases).map(([phase, { doc }]) => `| \`${phase}\` | ${doc} |`),
  ].join('\n')

const TRUE_CONDITION: Readonly<Record<Kstatus, string>> = {
  Current: 'Ready',
  InProgress: 'Reconciling',
  Failed: 'Stalled',
}

const code = (words: ReadonlyArray<string>): string => words.map(word => `\`${word}\``).join(', ')

const reasonTable = (): string =>
  [
    '| reason | in phase | True condition | kstatus | what it means |',
    '|---|---|---|---|---|',
    ...Object.entries(POOL_REASONS).map(
      ([reason, { phases, kstatus, doc }]) =>
        `| \`${reason}\` | ${code(phases)} | ${TRUE_CONDITION[kstatus]} | ${kstatus} | ${doc} |`,
    ),
  ].join('\n')

const eventTable = (): string =>
  [
    '| event | of | type | what it means |',
    '|---|---|---|---|',
    ...Object.entries(EVENTS).map(([reason, { on, type, doc }]) => `| \`${reason}\` | ${on} | ${type} | ${doc} |`),
  ].join('\n')

/** docs/concepts.md with the tables of phases, reasons and events as the code has them; throws when the page has no place for one. */
export const withPhaseTables = (page: string): string =>
  [table('pool', POOL_PHASES), table('node', SHOWN_PHASES), reasonTable(), eventTable()].reduce((text, next) => {
    const [head = ''] = next.split('\n')
    const from = text.indexOf(head)
    if (from === -1) throw new Error(`docs/concepts.md has no table that begins with "${head}"`)
    const end = text.indexOf('\n\n', from)
    return text.slice(0, from) + next + text.slice(end === -1 ? text.length : end)
  }, page)
