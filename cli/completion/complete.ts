import type { Command, Option } from 'commander'
import { EXPLAINED } from '../explain/explain'
import { FORMATS } from '../text/print'
import { optionsOf, type Typed, typedIn } from './typed'

/** Where names come from; each may reject. */
export interface NameSource {
  readonly pools: (flags: Typed['flags']) => Promise<ReadonlyArray<string>>
  readonly nodes: (flags: Typed['flags']) => Promise<ReadonlyArray<string>>
  /** Of the kubeconfig. */
  readonly contexts: (flags: Typed['flags'], of: 'context' | 'cluster' | 'user') => ReadonlyArray<string>
}

/** What cobra, and so kubectl, calls ShellCompDirectiveNoFileComp, and its default, which completes files. */
const NO_FILES = ':4'
const FILES = ':0'

const FILE_FLAGS: ReadonlySet<string> = new Set([
  'kubeconfig',
  'clientCertificate',
  'clientKey',
  'certificateAuthority',
])

const VALUES: Readonly<Record<string, ReadonlyArray<string>>> = {
  output: FORMATS.filter(format => format !== 'text'),
  for: ['updated', 'staged'],
  dryRun: ['server', 'none'],
}

const described = (name: string, description: string): string => `${name}\t${description}`

const valuesFor = (option: Option, { flags }: Typed, names: NameSource): ReadonlyArray<string> => {
  const name = option.attributeName()
  if (name === 'context' || name === 'cluster' || name === 'user') return names.contexts(flags, name)
  return VALUES[name] ?? []
}

const flagsOf = (program: Command, command: Command | undefined): ReadonlyArray<string> =>
  optionsOf(program, command).flatMap(({ long, hidden, description }) =>
    long == null || hidden ? [] : [described(long, description)],
  )

/** `node/` before a name stays before each name that it may become. */
const withType = (all: ReadonlyArray<string>, word: string): ReadonlyArray<string> => {
  const type = word.slice(0, word.lastIndexOf('/') + 1)
  return type === '' ? all : all.map(name => `${type}${name}`)
}

const argumentsFor = async (
  { command, given, flags, word }: Typed,
  names: NameSource,
): Promise<ReadonlyArray<string>> => {
  const argument = command?.registeredArguments[Math.min(given.length, command.registeredArguments.length - 1)]
  if (argument === undefined || (given.length > 0 && !argument.variadic)) return []
  if (argument.argChoices !== undefined) return argument.argChoices
  if (argument.name() === 'word') return EXPLAINED
  const all = await (argument.name() === 'pool' ? names.pools(flags) : names.nodes(flags))
  return withType(
    all.filter(name => !given.includes(name)),
    word,
  )
}

const suggestions = (program: Command, typed: Typed, names: NameSource): Promise<ReadonlyArray<string>> => {
  const { command, pending, word } = typed
  if (pending !== undefined) return Promise.resolve(valuesFor(pending, typed, names))
  if (word.startsWith('-')) return Promise.resolve(flagsOf(program, command))
  if (command !== undefined) return argumentsFor(typed, names)
  return Promise.resolve(program.commands.map(one => described(one.name(), one.summary() || one.description())))
}

/**
 * What the last word may become, one suggestion a line with its description behind a tab, and the directive of cobra's
 * protocol as the last line: kubectl asks its plugins so, and the scripts of `completion` do.
 */
export const complete = async (
  program: Command,
  words: ReadonlyArray<string>,
  names: NameSource,
): Promise<ReadonlyArray<string>> => {
  const typed = typedIn(program, words)
  if (typed.pending !== undefined && FILE_FLAGS.has(typed.pending.attributeName())) return [FILES]
  // A cluster that does not answer completes nothing, and must not disturb the line that is being typed.
  const all = await suggestions(program, typed, names).catch(() => [])
  return [...all.filter(one => one.startsWith(typed.word)).sort(), NO_FILES]
}
