import { isImage } from '../../../hooks/api/bootc-node-update'
import { shortDigest } from '../../../hooks/api/image'
import { hasPendingArguments } from '../../bootc/status'
import { isUnverified } from '../../observe/facts'
import { cannot, type Rule } from './rule'

/**
 * What is staged without the signature that is required must not come up. It is pulled again, with enforcement; if bootc
 * then finds that it has the image already, it verifies no signature, and the image is refused.
 */
export const unverifiedStaging: Rule = ({ host, memory, order }) => {
  const { staged, composefs } = host.status
  const { enforcedPull } = host.signs
  if (!isUnverified({ memory, order }, staged) || !isImage(staged, order.digest)) return undefined
  if ((composefs && staged?.verity === undefined) || hasPendingArguments(host.status)) return undefined
  const isSameAgain = staged?.enforced === true && enforcedPull?.image === staged.image
  if (!isSameAgain) return { do: 'unstage' }
  const message = `${shortDigest(order.digest)} was on the host before its signature was required, and bootc does not verify it again: use another digest`
  return { do: 'refuse-staged', reason: 'SignatureUnverified', message }
}

/** Never pulled without the required signature. On composefs bootc does not keep the setting, so nothing could verify it. */
export const unenforceable: Rule = ({ host: { abilities, status }, order }) => {
  if (order.spec.requireSignature !== true || (abilities.enforceSignature && !status.composefs)) return undefined
  const who = status.composefs ? 'bootc on the composefs backend' : `bootc ${abilities.version ?? ''}`.trim()
  return cannot(
    'SignatureUnsupported',
    `${who} cannot enforce signatures: set image.requireSignature to false, or replace the host`,
  )
}
