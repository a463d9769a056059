import { POOL_PHASES } from '../hooks/api/pool-phases'
import { SHOWN_PHASES } from '../hooks/node/phases'

type Documented = Readonly<Record<string, { readonly doc: string }>>

const table = (of: 'node' | 'pool', phases: Documented): string =>
  [
    `| phase of a ${of} | what it means |`,
    '|---|---|',
    ...Object.entries(phases).map(([phase, { doc }]) => `| \`${phase}\` | ${doc} |`),
  ].join('\n')

/** docs/concepts.md with the tables of phases as the code has them; throws when the page has no place for one. */
export const withPhaseTables = (page: string): string =>
  [table('pool', POOL_PHASES), table('node', SHOWN_PHASES)].reduce((text, next) => {
    const [head = ''] = next.split('\n')
    const from = text.indexOf(head)
    if (from === -1) throw new Error(`docs/concepts.md has no table that begins with "${head}"`)
    const end = text.indexOf('\n\n', from)
    return text.slice(0, from) + next + text.slice(end === -1 ? text.length : end)
  }, page)
