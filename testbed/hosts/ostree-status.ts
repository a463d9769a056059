import { type Deployment, type HostState, idOf, rollbackDeployment } from './host-state'

interface Listed {
  readonly deployment: Deployment
  readonly staged: boolean
  readonly locked: boolean
  readonly booted: boolean
  readonly pending: boolean
  readonly rollback: boolean
  readonly softRebootTarget: boolean
}

const listed = (state: HostState): ReadonlyArray<Listed> => {
  const { staged, booted, softRebootTarget } = state.run
  const bootedAt = state.deployments.findIndex(deployment => idOf(deployment) === booted)
  const finalized = state.deployments.map((deployment, at) => ({
    deployment,
    staged: false,
    locked: false,
    booted: at === bootedAt,
    pending: at < bootedAt,
    rollback: at > bootedAt && deployment === rollbackDeployment(state),
    softRebootTarget: idOf(deployment) === softRebootTarget,
  }))
  if (staged === undefined) return finalized
  const { deployment, locked } = staged
  const first = { deployment, staged: true, locked, booted: false, pending: true, rollback: false }
  return [{ ...first, softRebootTarget: idOf(deployment) === softRebootTarget }, ...finalized]
}

const mark = ({ staged, locked, pending, rollback, softRebootTarget }: Listed): string => {
  const state = locked
    ? ' (finalization locked)'
    : staged
      ? ' (staged)'
      : pending
        ? ' (pending)'
        : rollback
          ? ' (rollback)'
          : ''
  return state + (softRebootTarget ? ' (soft-reboot)' : '')
}

export const ostreeStatusText = (state: HostState): string =>
  listed(state)
    .map(entry => {
      const name = `${entry.booted ? '*' : ' '} default ${idOf(entry.deployment)}${mark(entry)}\n`
      return `${name}${entry.deployment.pinned ? '    Pinned: yes\n' : ''}    origin: <unknown origin type>\n`
    })
    .join('')

/** The keys as recorded in step 108; the white space is JSON.stringify's. */
export const ostreeStatusJson = (state: HostState): string => {
  const deployments = listed(state).map((entry, index) => ({
    checksum: entry.deployment.image.commit,
    stateroot: 'default',
    refspec: null,
    serial: entry.deployment.serial,
    index,
    booted: entry.booted,
    pending: entry.pending,
    rollback: entry.rollback,
    'finalization-locked': entry.locked,
    'soft-reboot-target': entry.softRebootTarget,
    staged: entry.staged,
    pinned: entry.deployment.pinned,
    unlocked: 'none',
  }))
  return `${JSON.stringify({ deployments }, null, 3)}\n`
}
