import { isImage, type StagedImage } from '../api/bootc-node-update'
import type { NodeTarget, ObservedNode } from './observed-node'

/**
 * What a node has staged, if that is neither its target nor what it runs already. Its agent takes it away under every
 * order for the target; until then, unless it is locked, the next reboot of anyone runs it.
 */
export const unwantedStaging = ({
  status,
  target,
}: Pick<ObservedNode, 'status'> & { readonly target: NodeTarget }): StagedImage | undefined => {
  const { staged, booted } = status ?? {}
  if (staged === undefined || isImage(staged, target.digest) || staged.digest === booted?.digest) return undefined
  return staged
}
