import { installed } from 'virtual:installed'
import { page } from 'virtual:page'
import { CommanderError } from 'commander'
import { errorText } from '../hooks/api/error-text'
import { Installed } from '../hooks/api/installed'
import { isApiError } from '../hooks/ports/api/api-request'
import { apiSentence, readable } from './cluster/api'
import { complete } from './completion/complete'
import { namesOfCluster } from './completion/names-of-cluster'
import { openInBrowser } from './dashboard/open-in-browser'
import { EXIT, type ExitCode, isCommandError } from './exit'
import { asCommanderHasIt, createProgram } from './program'
import { createRunner } from './runner'

const sentenceOf = (error: unknown): string => (isApiError(error) ? apiSentence(error) : errorText(error))

const complain = (error: unknown): ExitCode => {
  // Commander has printed it already: help that was asked for ends with 0, and wrong usage with another number.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage
  process.stderr.write(`error: ${sentenceOf(error)}\n`)
  return isCommandError(error) ? error.exit : EXIT.failed
}

const run = async (): Promise<void> => {
  const interrupted = new Promise<void>(resolve => {
    process.once('SIGINT', resolve)
    process.once('SIGTERM', resolve)
  })
  const runner = createRunner({
    out: process.stdout,
    environment: process.env,
    now: () => new Date(),
    installed: readable(Installed, 'what this program was built with', installed),
    page,
    openInBrowser: address => openInBrowser(address, process.env),
    complain,
    log: line => process.stderr.write(`${line}\n`),
    ended: code => {
      process.exitCode = code
    },
    interrupted,
  })
  const program = createProgram(runner)
  const [, , first, ...words] = process.argv
  if (first === '__complete') {
    process.stdout.write(`${(await complete(program, words, namesOfCluster)).join('\n')}\n`)
    return
  }
  const args = asCommanderHasIt(process.argv.slice(2))
  if (args.length === 0) {
    program.outputHelp()
    return
  }
  for (const command of [program, ...program.commands]) command.exitOverride()
  await program.parseAsync(args, { from: 'user' })
}

// A reader that has seen enough, such as head, is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) =>
  process.exit(error.code === 'EPIPE' ? EXIT.done : EXIT.failed),
)

run().catch((error: unknown) => {
  process.exitCode = complain(error)
})
