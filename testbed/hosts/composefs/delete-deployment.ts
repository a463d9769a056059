import { parseArguments } from '../bootc/arguments'
import type { CommandContext, HostCommand } from '../host-command-context'
import { readState, withRun, writeState } from '../host-state'
import { brokenStore } from './broken'
import { removeStagedEntries } from './files'
import { mountComposefs, resetComposefs } from './soft-reboot'
import { collectStore } from './store'

const fail = (context: CommandContext, verity: string, problem: string): number => {
  context.err(`error: Deleting composefs deployment ${verity}: ${problem}\n`)
  return 1
}

/**
 * `bootc delete-deployment VERITY` (hidden): unstages, but leaves /run/composefs/staged-deployment behind (step 214). What
 * it says about the booted deployment was never recorded.
 */
export const composefsDelete: HostCommand = async (context, args) => {
  const verity = args[0] ?? ''
  const broken = brokenStore(context.layout)
  if (broken !== undefined) return fail(context, verity, broken.text)
  const state = readState(context.layout)
  if (state.run.staged?.deployment.image.commit === verity) {
    removeStagedEntries(context.layout)
    writeState(context.layout, collectStore(context.layout, withRun(state, { staged: undefined })))
    return 0
  }
  const found = state.deployments.find(({ image }) => image.commit === verity)
  if (found === undefined) return fail(context, verity, `Deployment ${verity} not found`)
  if (state.run.booted === `${verity}.${found.serial}`)
    return fail(context, verity, 'Cannot delete the booted deployment')
  const deployments = state.deployments.filter(other => other !== found)
  writeState(context.layout, collectStore(context.layout, { ...state, deployments }))
  return 0
}

/** Recorded step 466. */
const PREPARE = {
  usage: 'bootc internals prep-soft-reboot [OPTIONS] [DEPLOYMENT]',
  flags: ['--reset', '--reboot'],
  values: [],
  positional: true,
}

/** `bootc internals`: of its commands only `prep-soft-reboot`. */
export const composefsInternals: HostCommand = async (context, args) => {
  const [command, ...rest] = args
  if (command === 'prep-soft-reboot') {
    const parsed = parseArguments(rest, PREPARE)
    if (parsed.ok) return parsed.flags.has('--reset') ? resetComposefs(context) : mountComposefs(context, parsed.target)
    context.err(parsed.stderr)
    return 2
  }
  context.err(`error: the simulated bootc knows no internals ${args.join(' ')}\n`)
  return 2
}

export const composefsEdit: HostCommand = async context => {
  context.err('error: Editing spec: Edit is not yet supported for composefs backend\n')
  return 1
}
