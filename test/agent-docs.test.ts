import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(__dirname, '..')
const read = (file: string): string => readFileSync(join(root, file), 'utf8')

const agent = readdirSync(join(root, 'agent'), { recursive: true, encoding: 'utf8' })
  .filter(file => file.endsWith('.ts'))
  .map(file => read(join('agent', file)))
  .join('\n')

const found = (text: string, pattern: RegExp): ReadonlyArray<string> => [
  ...new Set([...text.matchAll(pattern)].map(([, word = '']) => word)),
]

/** What docs/agent.md must name, as it is written in the agent's sources. */
const subjects: ReadonlyArray<{ readonly what: string; readonly words: ReadonlyArray<string> }> = [
  {
    what: 'every reason',
    words: found(/export const REASONS = (.*)/s.exec(read('agent/bootc/reasons.ts'))?.[1] ?? '', /'(\w+)'/g),
  },
  {
    what: 'every kind of drift',
    words: found(
      /interface Drift \{(.*?)readonly message/s.exec(read('agent/observe/facts.ts'))?.[1] ?? '',
      /'(\w+)'/g,
    ),
  },
  { what: 'every variable', words: found(read('agent/config.ts'), /given\(env, '(\w+)'\)/g) },
  { what: 'every verb of systemctl', words: found(agent, /\['systemctl', '([\w-]+)'/g) },
  { what: 'every command of `ostree admin`', words: found(agent, /'ostree', 'admin', '([\w-]+)'/g) },
  { what: 'every verb of bootc', words: found(agent, /(?:runUnit\(host, |\['bootc', )\[?'([\w-]+)'/g) },
]

describe('docs/agent.md', () => {
  for (const { what, words } of subjects) {
    it(`names ${what} of the agent`, () => {
      assert.ok(words.length > 1, 'the sources are written otherwise now: adapt the pattern')
      const text = read('docs/agent.md')
      assert.deepEqual(
        words.filter(word => !text.includes(word)),
        [],
      )
    })
  }
})
