import type { HostCommand } from '../host-command-context'
import { readState, withRun, writeState } from '../host-state'

const SAID = {
  ostree: 'Development mode enabled.  A writable overlayfs is now mounted on /usr.\n',
  composefs: 'A read/write overlayfs is now mounted on /usr\n',
} as const

/** `bootc usr-overlay`: an administrator's change that lives until the next boot (recorded in step 255 on composefs). */
export const bootcUsrOverlay: HostCommand = async context => {
  const { backend } = context.settings
  const state = readState(context.layout)
  if (state.run.usrOverlay === true && backend === 'ostree') {
    context.err('error: Deployment is already in unlocked state: development\n')
    return 1
  }
  writeState(context.layout, withRun(state, { usrOverlay: true }))
  context.out(`${SAID[backend]}All changes there will be discarded on reboot.\n`)
  return 0
}
