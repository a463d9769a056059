import { takeFault } from './faults'
import { type CommandContext, type HostCommand, playFault } from './host-command-context'
import { bumpDeployFolder, removeOrphanFolders, showNextRoot, showStaged } from './host-files'
import { type Deployment, type HostState, idOf, readState, withRun, writeState } from './host-state'
import { ostreeStatusJson, ostreeStatusText } from './ostree-status'
import { underSysrootLock } from './sysroot-lock'

/** As `ostree admin status` counts them: the staged one first. */
export const listedDeployments = ({ deployments, run }: HostState): ReadonlyArray<Deployment> =>
  run.staged === undefined ? deployments : [run.staged.deployment, ...deployments]

const fail = (context: CommandContext, text: string): number => {
  context.err(`error: ${text}\n`)
  return 1
}

const save = (context: CommandContext, state: HostState): void => {
  writeState(context.layout, state)
  showStaged(context.layout, state)
  showNextRoot(context.layout, state)
}

/** Takes a deployment away, and with it a soft reboot that was prepared for it (recorded step 128). */
const undeploy = (context: CommandContext, index: number): number => {
  const state = readState(context.layout)
  const deployment = listedDeployments(state)[index]
  if (deployment === undefined) return fail(context, `Out of range deployment index ${index}`)
  if (idOf(deployment) === state.run.booted)
    return fail(context, `Cannot undeploy currently booted deployment ${index}`)
  const isStaged = state.run.staged?.deployment === deployment
  const isNext = state.run.softRebootTarget === idOf(deployment)
  const after = withRun(
    { ...state, deployments: state.deployments.filter(other => other !== deployment) },
    {
      staged: isStaged ? undefined : state.run.staged,
      ...(isNext || isStaged ? { softRebootTarget: undefined, nextRoot: undefined } : {}),
    },
  )
  save(context, after)
  removeOrphanFolders(context.layout, after)
  bumpDeployFolder(context.layout)
  context.out(`Deleted deployment ${idOf(deployment)}\n`)
  return 0
}

const lockFinalization = (context: CommandContext, locked: boolean): number => {
  const state = readState(context.layout)
  const { staged } = state.run
  if (staged === undefined) return fail(context, 'No staged deployment')
  save(context, withRun(state, { staged: { ...staged, locked } }))
  context.out(
    locked
      ? 'Staged deployment is now finalization locked\n'
      : 'Staged deployment is now queued to apply on shutdown\n',
  )
  return 0
}

const pin = (context: CommandContext, index: number): number => {
  const state = readState(context.layout)
  const deployment = listedDeployments(state)[index]
  if (deployment === undefined) return fail(context, `Out of range deployment index ${index}`)
  const deployments = state.deployments.map(other => (other === deployment ? { ...other, pinned: true } : other))
  save(context, { ...state, deployments })
  bumpDeployFolder(context.layout)
  context.out(`Deployment ${index} is now pinned\n`)
  return 0
}

/** Exits 0 and leaves the tree of a deployment that it has forgotten mounted (recorded steps 338 and 349). */
const resetSoftReboot = (context: CommandContext): number => {
  const state = readState(context.layout)
  if (state.run.softRebootTarget !== undefined) {
    save(context, withRun(state, { softRebootTarget: undefined, nextRoot: undefined }))
  }
  return 0
}

const HELP = `Usage:
  ostree admin --print-current-dir|COMMAND

Builtin "admin" Commands:
${['lock-finalization', 'pin', 'prepare-soft-reboot', 'status', 'undeploy'].map(name => `  ${name}\n`).join('')}`

/** `ostree admin`: the few commands that bootc has no verb for. Its `status` alone does not wait for the lock (step 097). */
export const ostree: HostCommand = async (context, args) => {
  const [admin, command = '', ...rest] = args
  if (context.settings.backend === 'composefs') {
    return fail(context, 'loading sysroot: opendir(ostree/repo): No such file or directory')
  }
  if (admin === 'admin' && command === '--help') {
    context.out(HELP)
    return 0
  }
  if (admin === 'admin' && command === 'status') {
    const state = readState(context.layout)
    context.out(rest.includes('--json') ? ostreeStatusJson(state) : ostreeStatusText(state))
    return 0
  }
  const index = Number(rest[0])
  const commands: Readonly<Record<string, () => number>> = {
    undeploy: () => undeploy(context, index),
    'lock-finalization': () => lockFinalization(context, !rest.includes('--unlock')),
    pin: () => pin(context, index),
    'prepare-soft-reboot': () => (rest.includes('--reset') ? resetSoftReboot(context) : fail(context, 'not simulated')),
  }
  const run = admin === 'admin' ? commands[command] : undefined
  if (run === undefined) return fail(context, `Unknown command '${[admin, command].join(' ')}' (the simulated ostree)`)
  return underSysrootLock(context.layout, async () => {
    const fault = command === 'undeploy' ? takeFault(context.layout, 'undeploy') : undefined
    return (await playFault(context, fault)) ?? run()
  })
}
