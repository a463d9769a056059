import { type OptionedVerb, shownOptions, switchUsage } from './releases'

const page = (usage: string, options: ReadonlyArray<string>): string =>
  `Usage: ${usage}\n\nOptions:\n${[...options, '-h, --help'].map(option => `      ${option}\n`).join('')}`

const isOptioned = (verb: string): verb is OptionedVerb => ['switch', 'upgrade', 'rollback'].includes(verb)

/**
 * Help of a verb: the usage line and the options of the real one, without its explanations. That is what a caller may
 * rely on to find out what this release can do.
 */
export const helpOf = (verb: string, bootcVersion: string): string => {
  const usage = verb === 'switch' ? switchUsage(bootcVersion) : `bootc ${verb} [OPTIONS]`
  return page(usage, isOptioned(verb) ? shownOptions(verb, bootcVersion) : [])
}
