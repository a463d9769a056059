/** What a verb understands: flags, and options with a value (given as `--x=V` or `--x V`). */
export interface VerbOptions {
  readonly usage: string
  readonly flags: ReadonlyArray<string>
  readonly values: ReadonlyArray<string>
  readonly positional: boolean
}

export type ParsedArguments =
  | {
      readonly ok: true
      readonly flags: ReadonlySet<string>
      readonly values: Readonly<Record<string, string>>
      readonly target: string | undefined
    }
  /** clap's usage error, exit code 2. */
  | { readonly ok: false; readonly stderr: string }

const usageError = (problem: string, usage: string): ParsedArguments => ({
  ok: false,
  stderr: `error: ${problem}\n\nUsage: ${usage}\n\nFor more information, try '--help'.\n`,
})

const unexpected = (argument: string, { usage, positional }: VerbOptions): ParsedArguments => {
  const tip = positional ? `\n\n  tip: to pass '${argument}' as a value, use '-- ${argument}'` : ''
  return usageError(`unexpected argument '${argument}' found${tip}`, usage)
}

/** Reads a command line as bootc's parser does (recorded steps 009, 010 and 106). */
export const parseArguments = (args: ReadonlyArray<string>, options: VerbOptions): ParsedArguments => {
  const flags = new Set<string>()
  const values: Record<string, string> = {}
  let target: string | undefined
  for (let at = 0; at < args.length; at += 1) {
    const argument = args[at] ?? ''
    const [name = '', inline] = argument.startsWith('--') ? argument.split(/=(.*)/s) : [argument]
    if (options.flags.includes(argument)) flags.add(argument)
    else if (options.values.includes(name)) {
      if (inline === undefined) at += 1
      values[name] = inline ?? args[at] ?? ''
    } else if (argument.startsWith('-') || !options.positional || target !== undefined) return unexpected(name, options)
    else target = argument
  }
  return { ok: true, flags, values, target }
}

/** clap's answer to two options that exclude each other. */
export const conflict = (first: string, second: string, verb: string): string =>
  `error: the argument '${first}' cannot be used with '${second}'\n\nUsage: bootc ${verb} ${first}\n\nFor more information, try '--help'.\n`
