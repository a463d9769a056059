import type { Failure } from '../bootc/failure'
import { readState } from '../host-state'
import type { HostLayout } from '../layout'
import { manifestDigestOf, stagedEntries } from './files'

const STATUS = 'Getting composefs deployment status: '

/**
 * Every verb fails while a staged boot entry names an image that was collected: two pulls at once do that. A reboot does
 * not help; deleting /boot/loader/entries.staged does (recorded steps 241 to 245).
 */
export const brokenStore = (layout: HostLayout, depth: 2 | 3 = 2): Failure | undefined => {
  const stored = new Set(Object.values(readState(layout).images).map(({ commit }) => commit))
  const verity = stagedEntries(layout).find(entry => !stored.has(entry))
  if (verity === undefined) return undefined
  const digest = manifestDigestOf(layout, verity)
  const stream = `oci-manifest-${digest}`
  return {
    text:
      `${STATUS.repeat(depth)}Getting composefs deployment metadata: Reading image info for deployment ${verity}: ` +
      `Opening OCI image for manifest ${digest}: Opening stream '${stream}': Opening ref 'streams/${stream}': ` +
      'No such file or directory (os error 2)',
  }
}
