import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { showNextRoot, showStaged } from './host-files'
import { type HostState, idOf } from './host-state'
import { replaceFile } from './json-file'
import { type HostLayout, hostPath } from './layout'
import type { Backend } from './settings'

/** A kernel start empties /run; a soft reboot keeps all of it. */
export const emptyRun = (layout: HostLayout, backend: Backend): void => {
  rmSync(hostPath(layout, '/run'), { recursive: true, force: true })
  // Nothing makes the folder on composefs: who wants to leave credentials there must.
  mkdirSync(hostPath(layout, backend === 'ostree' ? '/run/ostree' : '/run'), { recursive: true })
}

/** Writes what a host shows of its boot: boot id, os-release of the tree it runs, and the marks below /run. */
export const showBoot = (layout: HostLayout, state: HostState, backend: Backend): void => {
  const { bootId, rootTree } = state.run
  const image = state.deployments.find(deployment => idOf(deployment) === rootTree)?.image
  replaceFile(hostPath(layout, '/proc/sys/kernel/random/boot_id'), `${bootId}\n`)
  if (backend === 'ostree') writeFileSync(hostPath(layout, '/run/ostree-booted'), '')
  replaceFile(
    hostPath(layout, '/etc/os-release'),
    `ID=simulated\nNAME="Simulated Linux"\nPRETTY_NAME="Simulated Linux ${image?.version}"\nVERSION_ID=${image?.version}\nOSTREE_VERSION='${image?.version}'\n`,
  )
  if (backend === 'ostree') showStaged(layout, state)
  showNextRoot(layout, state)
}
