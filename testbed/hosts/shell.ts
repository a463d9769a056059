import { spawnSync } from 'node:child_process'
import { closeSync, constants, openSync } from 'node:fs'
import type { CommandContext, HostCommand } from './host-command-context'
import { hostPath } from './layout'

const WORD = /"([^"]*)"|'([^']*)'|(\S+)/g
const REDIRECTION = /^(\d+)(<>|>|<|>&|<&)(.*)$/

const MODES: Readonly<Record<string, number>> = {
  '<>': constants.O_RDWR | constants.O_CREAT,
  '>': constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC,
  '<': constants.O_RDONLY,
}

/** Left to right, as a shell does it; opening a FIFO waits for its other end. */
const redirect = (context: CommandContext, open: Map<number, number>, word: string): boolean => {
  const [, number = '', how = '', where = ''] = REDIRECTION.exec(word) ?? []
  const mode = MODES[how]
  const closes = where === '&-' || (how.endsWith('&') && where === '-')
  if (closes) {
    const held = open.get(Number(number))
    if (held !== undefined) closeSync(held)
    open.delete(Number(number))
    return true
  }
  if (mode === undefined) return false
  open.set(Number(number), openSync(hostPath(context.layout, where), mode, 0o644))
  return true
}

/**
 * `sh -c SCRIPT NAME ARGUMENTS…`, as far as it hands descriptors to one command: words, quotes, `exec`, `"$@"` and
 * redirections with a number, such as `exec "$@" 3>/run/progress`.
 */
export const sh: HostCommand = async (context, args, run) => {
  const [option, script = '', , ...parameters] = args
  if (option !== '-c') {
    context.err('sh: the simulated shell knows `sh -c SCRIPT NAME ARGUMENTS` only\n')
    return 2
  }
  const open = new Map<number, number>()
  const command: Array<string> = []
  for (const [whole, double, single, bare] of script.matchAll(WORD)) {
    if (whole === '"$@"') command.push(...parameters)
    else if (bare === undefined) command.push(double ?? single ?? '')
    else if (REDIRECTION.test(bare)) {
      try {
        if (redirect(context, open, bare)) continue
      } catch {
        context.err(`sh: 1: cannot open ${bare.replace(REDIRECTION, '$3')}: No such file\n`)
        return 2
      }
      context.err(`sh: the simulated shell does not know the redirection ${bare}\n`)
      return 2
    } else if (bare !== 'exec' || command.length > 0) command.push(bare)
  }
  const inner: CommandContext = { ...context, descriptors: { ...context.descriptors, ...Object.fromEntries(open) } }
  const code = await run(inner, command, name => `sh: 1: ${name}: not found\n`)
  for (const descriptor of open.values()) closeSync(descriptor)
  return code
}

/** `mkfifo [-m MODE] PATH…`, below the host's root. */
export const mkfifo: HostCommand = async (context, args) => {
  const mode = args[0] === '-m' ? args.slice(0, 2) : []
  for (const path of args.slice(mode.length)) {
    const { status, stderr } = spawnSync('mkfifo', [...mode, hostPath(context.layout, path)], { encoding: 'utf8' })
    if (status === 0) continue
    context.err(`mkfifo: cannot create fifo '${path}': ${stderr.trim().split(': ').at(-1) ?? 'failed'}\n`)
    return 1
  }
  return 0
}
