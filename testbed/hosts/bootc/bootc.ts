import { composefsDelete, composefsEdit, composefsInternals } from '../composefs/delete-deployment'
import { composefsRollback } from '../composefs/rollback'
import { composefsSwitch } from '../composefs/switch'
import { composefsUpgrade } from '../composefs/upgrade'
import type { HostCommand } from '../host-command-context'
import { ostreeInternals } from './corrupted-layer'
import { helpOf, ownHelp } from './help'
import { bootcRollback } from './rollback'
import { setOptions } from './set-options'
import { bootcStatus } from './status'
import { bootcSwitch } from './switch'
import { bootcUpgrade } from './upgrade'
import { bootcUsrOverlay } from './usr-overlay'

const OSTREE: Readonly<Record<string, HostCommand>> = {
  status: bootcStatus,
  switch: bootcSwitch,
  upgrade: bootcUpgrade,
  update: bootcUpgrade,
  rollback: bootcRollback,
  'usr-overlay': bootcUsrOverlay,
  internals: ostreeInternals,
  'loader-entries': setOptions,
}

const COMPOSEFS: Readonly<Record<string, HostCommand>> = {
  status: bootcStatus,
  switch: composefsSwitch,
  upgrade: composefsUpgrade,
  update: composefsUpgrade,
  rollback: composefsRollback,
  'usr-overlay': bootcUsrOverlay,
  'delete-deployment': composefsDelete,
  internals: composefsInternals,
  edit: composefsEdit,
  'loader-entries': setOptions,
}

/** `bootc`, as version 1.16.9 was recorded on both backends. */
export const bootc: HostCommand = async (context, args, others) => {
  const [verb = '', ...rest] = args
  if (verb === '--version') {
    context.out(`bootc ${context.settings.bootcVersion}\n`)
    return 0
  }
  if (verb === '--help' || verb === '') {
    // Without a verb it is a wrong call (recorded steps 002 and 008).
    const write = verb === '' ? context.err : context.out
    write(ownHelp())
    return verb === '' ? 2 : 0
  }
  const run = (context.settings.backend === 'ostree' ? OSTREE : COMPOSEFS)[verb]
  if (run === undefined) {
    context.err(
      `error: unrecognized subcommand '${verb}'\n\nUsage: bootc <COMMAND>\n\nFor more information, try '--help'.\n`,
    )
    return 2
  }
  if (rest.includes('--help') || rest.includes('-h')) {
    context.out(helpOf(verb, context.settings.bootcVersion))
    return 0
  }
  return run(context, rest, others)
}
