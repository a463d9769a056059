import type { Command, Option } from 'commander'

/** A command line that is being typed, up to the word that is to be completed. */
export interface Typed {
  /** Undefined before there is a command. */
  readonly command?: Command
  /** Arguments of the command. */
  readonly given: ReadonlyArray<string>
  /** Values of the flags so far, by the names that commander gives them. */
  readonly flags: Readonly<Record<string, string>>
  /** A flag whose value is what is to be completed. */
  readonly pending?: Option
  /** What is there of the word that is to be completed; of the value in `--flag=value`. */
  readonly word: string
}

export const optionsOf = (program: Command, command: Command | undefined): ReadonlyArray<Option> => [
  ...program.options,
  ...(command?.options ?? []),
]

const find = (options: ReadonlyArray<Option>, word: string): Option | undefined =>
  options.find(({ long, short }) => word === long || word === short)

const takesValue = ({ required, optional }: Option): boolean => required || optional

/** Reads the words as commander will, without its complaints about what is not there yet. */
export const typedIn = (program: Command, words: ReadonlyArray<string>): Typed => {
  let command: Command | undefined
  let pending: Option | undefined
  const given: string[] = []
  const flags: Record<string, string> = {}
  for (const word of words.slice(0, -1)) {
    const [name = '', ...value] = word.split('=')
    if (pending !== undefined) {
      flags[pending.attributeName()] = word
      pending = undefined
    } else if (word.startsWith('-')) {
      const option = find(optionsOf(program, command), name)
      if (option === undefined || !takesValue(option)) continue
      if (value.length === 0) pending = option
      else flags[option.attributeName()] = value.join('=')
    } else if (command === undefined) command = program.commands.find(one => one.name() === word)
    else given.push(word)
  }
  const last = words.at(-1) ?? ''
  const [name = '', ...value] = last.split('=')
  const option = value.length > 0 ? find(optionsOf(program, command), name) : undefined
  return option === undefined
    ? { command, given, flags, pending, word: last }
    : { command, given, flags, pending: option, word: value.join('=') }
}
