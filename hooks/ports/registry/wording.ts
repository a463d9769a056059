import { emptyEntryNote } from '../../api/docker-config-match'
import type { Attempted } from './session'

/** `repository:tag` or `repository@digest`, without the host. */
export const repositoryAndReference = ({ endpoint: { repository, reference } }: Attempted): string =>
  `${repository}${reference.includes(':') ? '@' : ':'}${reference}`

/** The account that was refused. Keys of a pull secret are names of registries, so they may be shown. */
export const whose = ({ account }: Attempted): string =>
  account?.identityToken === undefined
    ? `the credentials that the pull secret has for "${account?.key ?? ''}"`
    : `the identity token that the pull secret has for "${account.key}"`

/** What to do about it when that was not enough. */
export const whatToCheck = ({ account }: Attempted): string =>
  account?.identityToken === undefined
    ? 'check that they are right, not expired, and may pull it'
    : 'check that it is not expired, and may pull it'

/** What a pull secret needs; of one that has an entry without a password, which that is. */
export const whatIsMissing = ({ endpoint, empty }: Attempted): string =>
  empty === undefined
    ? `name a pull secret in spec.pullSecretRef that has an entry for ${endpoint.host}`
    : `the entry ${emptyEntryNote(empty)}: put a name and a password there`

/** Where a setting of the operator is written. */
export const setting = (key: string, variable: string): string =>
  `\`${key}\` of ConfigMap bootc-registries (${variable})`

/** Text of others for a message: one line without control characters, and not long. */
export const short = (text: string): string =>
  text
    .replace(/[\p{C}\s]+/gu, ' ')
    .trim()
    .slice(0, 200)
