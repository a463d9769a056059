import { parseArgs } from 'node:util'
import type { BootcOf } from './nodes/choose-hosts'
import { type Listed, pickStories } from './stories/all'

export const USAGE = `npm run e2e -- [--nodes=2] [story ...]
  the stories of these names (e2e/stories/all.ts), of none all; the first is always told, since it makes the machines join`

export interface CommandLine {
  readonly nodes: ReadonlyArray<string>
  readonly stories: ReadonlyArray<Listed>
}

/** More than a host of two processors can emulate, and more than any story needs. */
const MOST_NODES = 8

/** Throws an Error that names the argument which is wrong. */
export const parseCommandLine = (args: ReadonlyArray<string>, bootc: BootcOf): CommandLine => {
  const options = { nodes: { type: 'string', default: '2' } } as const
  const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true })
  const count = Number(values.nodes)
  if (!Number.isInteger(count) || count < 1 || count > MOST_NODES) {
    throw new Error(`--nodes must be a number from 1 to ${MOST_NODES}, got "${values.nodes}"`)
  }
  const nodes = Array.from({ length: count }, (_, at) => `node-${at + 1}`)
  return { nodes, stories: pickStories(positionals, count, bootc) }
}
