import { type OptionedVerb, shownOptions, switchUsage } from './releases'

/** The verbs that the help of bootc itself lists (recorded step 002), also those that the simulated one does not know. */
const VERBS: ReadonlyArray<string> = [
  ...['upgrade', 'switch', 'rollback', 'edit', 'status', 'usr-overlay', 'install', 'container', 'loader-entries'],
  ...['composefs-finalize-staged', 'help'],
]

const STATUS_OPTIONS = ['--format <FORMAT>', '--format-version <FORMAT_VERSION>', '--booted', '-v, --verbose']

const lines = (texts: ReadonlyArray<string>): string => texts.map(text => `      ${text}\n`).join('')

const page = (usage: string, options: ReadonlyArray<string>): string =>
  `Usage: ${usage}\n\nOptions:\n${lines([...options, '-h, --help'])}`

/** Help of bootc itself: `bootc --help`, and what `bootc` alone answers. */
export const ownHelp = (): string =>
  `Usage: bootc <COMMAND>\n\nCommands:\n${VERBS.map(verb => `  ${verb}\n`).join('')}\nOptions:\n${lines(['-h, --help', '-V, --version'])}`

const isOptioned = (verb: string): verb is OptionedVerb => ['switch', 'upgrade', 'rollback'].includes(verb)

/**
 * Help of a verb: the usage line and the options of the real one, without its explanations. That is what a caller may
 * rely on to find out what this release can do.
 */
export const helpOf = (verb: string, bootcVersion: string): string => {
  const usage = verb === 'switch' ? switchUsage(bootcVersion) : `bootc ${verb} [OPTIONS]`
  if (verb === 'status') return page(usage, STATUS_OPTIONS)
  return page(usage, isOptioned(verb) ? shownOptions(verb, bootcVersion) : [])
}
