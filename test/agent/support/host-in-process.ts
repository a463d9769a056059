import { writeFileSync } from 'node:fs'
import * as E from 'fp-ts/Either'
import { hostFiles } from '../../../agent/host/files'
import type { Host } from '../../../agent/ports'
import { type HostLayout, hostPath } from '../../../testbed/hosts/layout'
import { runHostCommand } from '../../../testbed/hosts/run-host-command'
import { readSettings } from '../../../testbed/hosts/settings'
import { synchronousCalls } from './synchronous-calls'

const OUTPUT = /^--property=Standard(Output|Error)=file:(.*)$/

/** The command of a unit, and where its words go. */
const unitIn = (argv: ReadonlyArray<string>) => {
  const outputs = new Map(
    argv
      .flatMap(word => [OUTPUT.exec(word)?.slice(1) as [string, string] | undefined] as const)
      .flatMap(pair => (pair === undefined ? [] : [pair])),
  )
  return { command: argv.slice(argv.indexOf('--') + 1), outputs }
}

/** A simulated host whose commands run in this process, so that hundreds of runs take seconds. It has no FIFO. */
export const hostInProcess = (layout: HostLayout): Host => ({
  ...hostFiles(layout.root, synchronousCalls),
  listen: () => Promise.reject(new Error('no FIFO here')),
  run: async argv => {
    if (argv[0] === 'mkfifo') return E.left(failure(argv, 1, '', 'no FIFO here'))
    const { command, outputs } = argv[0] === 'systemd-run' ? unitIn(argv) : { command: argv, outputs: new Map() }
    let stdout = ''
    let stderr = ''
    const context = {
      layout,
      settings: readSettings(layout),
      variables: {},
      out: (text: string) => {
        stdout += text
      },
      err: (text: string) => {
        stderr += text
      },
    }
    const code = await runHostCommand(context, command, name => `env: '${name}': No such file or directory\n`)
    if (outputs.size > 0) {
      writeFileSync(hostPath(layout, outputs.get('Output') ?? ''), stdout)
      writeFileSync(hostPath(layout, outputs.get('Error') ?? ''), stderr)
    }
    return code === 0 ? E.right(stdout) : E.left(failure(argv, code, stdout, stderr))
  },
})

const failure = (argv: ReadonlyArray<string>, exitCode: number, stdout: string, stderr: string) =>
  ({ kind: 'command-failed', command: argv.join(' '), exitCode, stdout, stderr }) as const
