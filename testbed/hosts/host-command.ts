import { writeSync } from 'node:fs'
import { writeAnswers } from './known-answers'
import { layoutOf } from './layout'
import { runHostCommand } from './run-host-command'
import { readSettings } from './settings'

/** Process edge of every simulated executable: `node simulated-host.js COMMAND ARGUMENTS…`, host from SIMULATED_HOST_DIR. */
const write =
  (descriptor: number) =>
  (text: string): void => {
    if (text !== '') writeSync(descriptor, text)
  }

const main = async (): Promise<void> => {
  const dir = process.env['SIMULATED_HOST_DIR']
  if (dir === undefined) throw new Error('SIMULATED_HOST_DIR is not set: it names the folder of the simulated host')
  const layout = layoutOf(dir)
  const context = { layout, settings: readSettings(layout), variables: {}, out: write(1), err: write(2) }
  const missing = (name: string): string => `sh: 1: ${name}: not found\n`
  const code = await runHostCommand(context, process.argv.slice(2), missing)
  // A host that is being removed has no answers to write, and the command was run all the same.
  await writeAnswers(layout).catch(() => undefined)
  process.exit(code)
}

main().catch(error => {
  console.error(`simulated host: ${String(error)}`)
  process.exit(70)
})
