import { existsSync, mkdirSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { type DeploymentId, type HostState, idOf } from './host-state'
import { replaceFile } from './json-file'
import { type HostLayout, hostPath } from './layout'
import { readSettings } from './settings'

/** Files by which a host tells others about itself; the recordings list which verb touches which. */
const STAGED = '/run/ostree/staged-deployment'
const STAGED_LOCKED = '/run/ostree/staged-deployment-locked'
const NEXTROOT_BOOTED = '/run/ostree/nextroot-booted'
const NEXTROOT = '/run/nextroot'
const MOUNTINFO = '/proc/1/mountinfo'
const DEPLOYMENTS = '/ostree/deploy/default/deploy'

const touch = (path: string): void => {
  mkdirSync(path, { recursive: true })
  const now = new Date()
  utimesSync(path, now, now)
}

/** The directory does not exist before the first mutating verb (recorded step 019). */
export const ensureBootcFolder = (layout: HostLayout): void => {
  if (!existsSync(hostPath(layout, '/ostree/bootc'))) touch(hostPath(layout, '/ostree/bootc'))
}
export const bumpBootcFolder = (layout: HostLayout): void => touch(hostPath(layout, '/ostree/bootc'))
export const bumpDeployFolder = (layout: HostLayout): void => touch(hostPath(layout, '/ostree/deploy'))

/** Never taken away by bootc: it is no evidence of anything pending (recorded steps 062, 070, 087). */
export const writeRebootRequired = (layout: HostLayout, digest: string): void =>
  replaceFile(hostPath(layout, '/run/reboot-required'), `bootc: Reboot required for image: ${digest}\n`)

/** The directories on the disk, orphans of lost stagings included: they decide the next serial. */
export const deploymentFolders = (layout: HostLayout): ReadonlyArray<DeploymentId> =>
  readdirSync(hostPath(layout, DEPLOYMENTS))

export const makeDeploymentFolder = (layout: HostLayout, id: DeploymentId): void => {
  mkdirSync(hostPath(layout, `${DEPLOYMENTS}/${id}`), { recursive: true })
}

/** Removes every directory that no deployment and no staging needs. */
export const removeOrphanFolders = (layout: HostLayout, state: HostState): void => {
  const kept = new Set(state.deployments.map(idOf))
  if (state.run.staged !== undefined) kept.add(idOf(state.run.staged.deployment))
  for (const id of deploymentFolders(layout)) {
    if (!kept.has(id)) rmSync(hostPath(layout, `${DEPLOYMENTS}/${id}`), { recursive: true, force: true })
  }
}

const present = (path: string, wanted: boolean, text: string): void => {
  if (wanted) {
    mkdirSync(dirname(path), { recursive: true })
    replaceFile(path, text)
  } else rmSync(path, { force: true })
}

/**
 * Shows a changed staging: the file is replaced by rename at every change, the lock stamp made and deleted, so a watch on
 * the directory sees it (recorded steps 028 and 033).
 */
export const showStaged = (layout: HostLayout, { run }: HostState): void => {
  const staged = run.staged
  present(hostPath(layout, STAGED), staged !== undefined, staged === undefined ? '' : idOf(staged.deployment))
  const stamp = hostPath(layout, STAGED_LOCKED)
  if (staged?.locked === true) writeFileSync(stamp, '')
  else rmSync(stamp, { force: true })
}

/** Shows the state of a prepared soft reboot; a mount is a line of PID 1's mountinfo. */
export const showNextRoot = (layout: HostLayout, { run }: HostState): void => {
  const target = hostPath(layout, NEXTROOT_BOOTED)
  if (run.softRebootTarget !== undefined || existsSync(target)) {
    present(target, run.softRebootTarget !== undefined, run.softRebootTarget ?? '')
  }
  if (layout.isMachine === true) return
  if (run.nextRoot !== undefined) mkdirSync(hostPath(layout, NEXTROOT), { recursive: true })
  const root = '28 1 0:27 / / ro,relatime shared:1 - overlay composefs ro\n'
  // On composefs the mount has the name of its deployment (recorded steps 337 and 410).
  const source = readSettings(layout).backend === 'composefs' ? `composefs:${run.nextRoot?.split('.')[0]}` : 'composefs'
  const nextRoot =
    run.nextRoot === undefined ? '' : `310 28 0:61 / /run/nextroot ro,relatime shared:2 - overlay ${source} ro\n`
  present(hostPath(layout, MOUNTINFO), true, root + nextRoot)
}
