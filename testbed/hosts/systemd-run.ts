import { spawn } from 'node:child_process'
import { closeSync, constants, openSync } from 'node:fs'
import { basename } from 'node:path'
import type { CommandContext, HostCommand } from './host-command-context'
import { hostPath } from './layout'
import { claimUnit, recordUnit, releaseUnit, unitName } from './units'

interface UnitRequest {
  readonly unit: string
  readonly wait: boolean
  readonly quiet: boolean
  readonly properties: Readonly<Record<string, string>>
  readonly command: ReadonlyArray<string>
}

/** A service that ends by one of these has ended well, as one that is stopped does (systemd.service(5), SuccessExitStatus=). */
const CLEAN_SIGNALS: ReadonlyArray<NodeJS.Signals | null> = ['SIGHUP', 'SIGINT', 'SIGTERM', 'SIGPIPE']
/** What systemd-run answers for any other signal (test/fixtures/systemd-recorded). */
const EXIT_SIGNAL = 255

/** systemd's exit codes for a unit whose output cannot be opened. */
const EXIT_STDOUT = 209
const EXIT_STDERR = 210

/** Commands that a unit of the simulated host can run. */
const RUNNABLE = ['bootc', 'ostree', 'systemctl', 'sh', 'true', 'false']

/** Options whose value is the next word when no `=` follows. */
const WITH_VALUE = ['--unit', '--property', '-p', '--description', '--slice']

const parse = (args: ReadonlyArray<string>): UnitRequest => {
  const flags = new Set<string>()
  const properties: Record<string, string> = {}
  let unit = `run-p${process.pid}`
  let at = 0
  for (; at < args.length && args[at] !== '--' && args[at]?.startsWith('-'); at += 1) {
    const [name = '', inline] = (args[at] ?? '').split(/=(.*)/s)
    if (!WITH_VALUE.includes(name)) {
      flags.add(name)
      continue
    }
    if (inline === undefined) at += 1
    const value = inline ?? args[at] ?? ''
    if (name === '--unit') unit = value
    const [key = '', setting = ''] = value.split(/=(.*)/s)
    if (name === '--property' || name === '-p') properties[key] = setting
  }
  return {
    unit: unitName(unit),
    wait: flags.has('--wait'),
    quiet: flags.has('--quiet') || flags.has('-q'),
    properties,
    command: args.slice(args[at] === '--' ? at + 1 : at),
  }
}

/** `file:` opens without truncating, `truncate:` and `append:` as their names say (systemd.exec, StandardOutput=). */
const MODES: Readonly<Record<string, number>> = {
  file: constants.O_WRONLY | constants.O_CREAT,
  truncate: constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC,
  append: constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND,
}

/** A file of the host, or nothing (the journal); undefined when it cannot be opened. */
const openOutput = (context: CommandContext, target: string | undefined): number | 'ignore' | undefined => {
  const [kind = '', path = ''] = (target ?? 'journal').split(/:(.*)/s)
  const mode = MODES[kind]
  if (mode === undefined) return 'ignore'
  try {
    return openSync(hostPath(context.layout, path), mode, 0o644)
  } catch {
    return undefined
  }
}

/** The unit is a session of its own, so it lives on when whoever asked for it is killed. */
const start = (context: CommandContext, request: UnitRequest): Promise<number> => {
  const stdout = openOutput(context, request.properties['StandardOutput'])
  if (stdout === undefined) return Promise.resolve(EXIT_STDOUT)
  const stderr = openOutput(context, request.properties['StandardError'] ?? request.properties['StandardOutput'])
  if (stderr === undefined) return Promise.resolve(EXIT_STDERR)
  const [program = '', script = ''] = [process.execPath, process.argv[1]]
  const child = spawn(program, [...process.execArgv, script, ...request.command], {
    detached: true,
    stdio: ['ignore', stdout, stderr],
    cwd: context.layout.root,
    env: { ...process.env, SIMULATED_HOST_DIR: context.layout.dir },
  })
  for (const file of [stdout, stderr]) if (file !== 'ignore') closeSync(file)
  if (child.pid !== undefined) recordUnit(context.layout, request.unit, child.pid)
  if (!request.wait) {
    child.unref()
    return Promise.resolve(0)
  }
  return new Promise(resolve => {
    child.once('error', () => resolve(1))
    child.once('exit', (code, signal) => resolve(code ?? (CLEAN_SIGNALS.includes(signal) ? 0 : EXIT_SIGNAL)))
  })
}

/** `systemd-run`: a transient service on the host. */
export const systemdRun: HostCommand = async (context, args) => {
  const request = parse(args)
  const program = basename(request.command[0] ?? '')
  if (!RUNNABLE.includes(program)) {
    context.err(`Failed to find executable ${request.command[0] ?? ''}: No such file or directory\n`)
    return 1
  }
  if (!claimUnit(context.layout, request.unit)) {
    context.err(
      `Failed to start transient service unit: Unit ${request.unit} was already loaded or has a fragment file.\n`,
    )
    return 1
  }
  if (!request.quiet) context.err(`Running as unit: ${request.unit}\n`)
  const code = await start(context, request)
  if (request.wait) releaseUnit(context.layout, request.unit)
  return code
}
