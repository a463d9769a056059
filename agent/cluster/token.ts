import * as E from 'fp-ts/Either'
import * as t from 'io-ts'
import { decodeWith } from '../../hooks/api/decode'
import type { Identity } from '../order'

const Claims = t.type({ 'kubernetes.io': t.type({ node: t.type({ name: t.string, uid: t.string }) }) }, 'Claims')

/**
 * The node that a bound service account token names (claim `kubernetes.io.node`, Kubernetes 1.30). The signature is not
 * verified: the token is our own, handed to us by the kubelet. Left says what is wrong, without the token.
 */
export const identityIn = (token: string): E.Either<string, Identity> => {
  const payload = token.trim().split('.')[1]
  if (payload === undefined) return E.left('the token is no JWT')
  let claims: unknown
  try {
    claims = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'))
  } catch {
    return E.left('the payload of the token is no JSON')
  }
  const decoded = decodeWith(Claims)(claims)
  if (E.isLeft(decoded)) return E.left('the token has no claim kubernetes.io.node: it must be bound to a pod on a node')
  const { name, uid } = decoded.right['kubernetes.io'].node
  return E.right({ nodeName: name, nodeUID: uid })
}
