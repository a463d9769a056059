import { createReadStream, rmSync } from 'node:fs'
import { basename } from 'node:path'
import { bootc } from './bootc/bootc'
import { takeFault } from './faults'
import { type HostCommand, playFault, type RunCommand } from './host-command-context'
import { showNextRoot } from './host-files'
import { readState, withRun, writeState } from './host-state'
import { journalctl } from './journalctl'
import { hostPath } from './layout'
import { env, nsenter, setpriv } from './nsenter'
import { ostree } from './ostree'
import { mkfifo, sh } from './shell'
import { systemctl } from './systemctl'
import { systemdRun } from './systemd-run'

const mountpoint: HostCommand = async (context, args) => {
  const path = args.find(argument => !argument.startsWith('-')) ?? ''
  const mounted = path === '/run/nextroot' && readState(context.layout).run.nextRoot !== undefined
  if (!args.includes('-q')) context.out(`${path} is ${mounted ? '' : 'not '}a mountpoint\n`)
  return mounted ? 0 : 32
}

/** Of `umount` only what cures a stale soft reboot (recorded step 338). */
const umount: HostCommand = async (context, args) => {
  const failed = await playFault(context, takeFault(context.layout, 'umount'))
  if (failed !== undefined) return failed
  const path = args.find(argument => !argument.startsWith('-')) ?? ''
  const state = readState(context.layout)
  if (path !== '/run/nextroot' || state.run.nextRoot === undefined) {
    context.err(`umount: ${path}: not mounted.\n`)
    return 32
  }
  const unmounted = withRun(state, { nextRoot: undefined })
  writeState(context.layout, unmounted)
  showNextRoot(context.layout, unmounted)
  return 0
}

/** Chunk by chunk, since the file may be a FIFO that is written to for a while. */
const cat: HostCommand = async (context, args) => {
  for (const path of args) {
    try {
      for await (const chunk of createReadStream(hostPath(context.layout, path), 'utf8')) context.out(String(chunk))
    } catch {
      context.err(`cat: ${path}: No such file or directory\n`)
      return 1
    }
  }
  return 0
}

/** `rm [-rf] PATH…`, as an administrator cures a host with it. */
const rm: HostCommand = async (context, args) => {
  const recursive = args.some(argument => /^-\w*r/.test(argument))
  for (const path of args.filter(argument => !argument.startsWith('-'))) {
    rmSync(hostPath(context.layout, path), { recursive, force: true })
  }
  return 0
}

/** Everything a simulated host can run; a new command is a line here. */
const COMMANDS: Readonly<Record<string, HostCommand>> = {
  bootc,
  ostree,
  systemctl,
  'systemd-run': systemdRun,
  journalctl,
  mkfifo,
  rm,
  setpriv,
  sh,
  nsenter,
  env,
  mountpoint,
  umount,
  cat,
  true: async () => 0,
  false: async () => 1,
}

export const runHostCommand: RunCommand = async (context, [command = '', ...args], missing) => {
  const run = COMMANDS[basename(command)]
  if (run !== undefined) return run(context, args, runHostCommand)
  context.err(missing(command))
  return 127
}
