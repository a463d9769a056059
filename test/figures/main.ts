import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { dialectIn, dialectShare, figuresOf, under } from './figures'
import { functionsOf } from './shape'
import { sourcesOf } from './source'

const USAGE = `npm run figures                         the table of docs/architecture.md, of this checkout
npm run figures -- --root=DIR           the same of another checkout, such as a git worktree of an earlier commit
npm run figures -- FOLDER...            the comment lines in dialect of these folders, and their longest functions`

/** Longest functions that are named. */
const MOST_FUNCTIONS = 5

const { values, positionals } = parseArgs({
  options: { root: { type: 'string' }, help: { type: 'boolean' } },
  allowPositionals: true,
})

if (values.help === true) console.log(USAGE)
else {
  const sources = sourcesOf(resolve(values.root ?? join(__dirname, '..', '..')))
  if (positionals.length === 0) {
    for (const { name, value, goal } of figuresOf(sources)) console.log(`| ${name} | ${value} | ${goal} |`)
  } else {
    const chosen = sources.filter(under(...positionals))
    for (const { file, line, text } of dialectIn(chosen)) console.log(`${file}:${line} ${text}`)
    const longest = chosen.flatMap(functionsOf).sort((a, b) => b.lines - a.lines)
    for (const { file, name, lines } of longest.slice(0, MOST_FUNCTIONS)) console.log(`${file} ${name}: ${lines} lines`)
    console.log(`${chosen.length} files, dialect in ${dialectShare(chosen)} comment lines`)
  }
}
