import * as E from 'fp-ts/Either'
import { decodeJson } from '../api/decode-json'
import { DockerConfig } from '../api/docker-config'
import { errorText } from '../api/error-text'
import { DOCKER_CONFIG_KEY, DOCKER_CONFIG_TYPE, type Secret, type SecretName } from '../api/secret'

export type UnusableReason =
  | 'SecretNotFound'
  | 'SecretForbidden'
  | 'WrongSecretType'
  | 'InvalidSecret'
  | 'SecretUnreadable'

/** What there is of a pull secret. `SecretUnreadable` says nothing of the Secret: it could not be looked at now. */
export type Content =
  | { readonly state: 'usable'; readonly secret: Secret; readonly credentials: DockerConfig }
  | { readonly state: 'unusable'; readonly reason: UnusableReason; readonly message: string }

/** The answer of the API server, or the error that came in its place. */
export type SecretAnswer = E.Either<unknown, Secret | 'missing' | 'forbidden'>

const unusable = (reason: UnusableReason, message: string): Content => ({ state: 'unusable', reason, message })

/** Nothing of what is in it may get into a message, as it would with the errors of JSON.parse and of codecs. */
const parse = (base64: string): DockerConfig | undefined => {
  const decoded = decodeJson(DockerConfig)(Buffer.from(base64, 'base64'))
  return E.isRight(decoded) ? decoded.right : undefined
}

/** The rights that a user must grant, as commands: one Secret, for reading, to the operator alone. */
export const howToGrant = ({ namespace, name }: SecretName, account: SecretName): string => {
  const role = `bootc-pull-secret-${name}`
  return [
    `kubectl create role ${role} --namespace=${namespace} --verb=get --resource=secrets --resource-name=${name}`,
    `kubectl create rolebinding ${role} --namespace=${namespace} --role=${role} --serviceaccount=${account.namespace}:${account.name}`,
  ].join(' && ')
}

export const contentOf = (at: SecretName, answer: SecretAnswer, account: SecretName): Content => {
  const name = `Secret ${at.namespace}/${at.name}`
  if (E.isLeft(answer)) {
    return unusable('SecretUnreadable', `${name} cannot be read now: ${errorText(answer.left)}`)
  }
  const secret = answer.right
  if (secret === 'missing') {
    return unusable('SecretNotFound', `${name} does not exist: create it, of type ${DOCKER_CONFIG_TYPE}`)
  }
  if (secret === 'forbidden') {
    const message = `the operator may not read ${name}: grant it with ${howToGrant(at, account)}`
    return unusable('SecretForbidden', message)
  }
  if (secret.type !== DOCKER_CONFIG_TYPE) {
    const message = `${name} is of type ${secret.type ?? 'Opaque'}: create it anew as ${DOCKER_CONFIG_TYPE}, e.g. with kubectl create secret docker-registry`
    return unusable('WrongSecretType', message)
  }
  const text = secret.data?.[DOCKER_CONFIG_KEY]
  if (text === undefined) return unusable('InvalidSecret', `${name} has no key ${DOCKER_CONFIG_KEY}`)
  const credentials = parse(text)
  if (credentials === undefined) {
    return unusable('InvalidSecret', `${name}: ${DOCKER_CONFIG_KEY} is no JSON object with accounts below "auths"`)
  }
  return { state: 'usable', secret, credentials }
}
