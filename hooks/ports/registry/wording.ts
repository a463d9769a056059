import type { Session } from './exchange'

/** What is known of a lookup that failed. */
export type Attempted = Omit<Session, 'signal'>

/** `repository:tag` or `repository@digest`, without the host. */
export const named = ({ endpoint: { repository, reference } }: Attempted): string =>
  `${repository}${reference.includes(':') ? '@' : ':'}${reference}`

/** Whose word was not enough. Keys of a pull secret are names of registries, so they may be told. */
export const whose = ({ account }: Attempted): string =>
  account === undefined ? 'those without credentials' : `the credentials that the pull secret has for "${account.key}"`
