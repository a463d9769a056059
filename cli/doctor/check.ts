import { isApiError, refusalStatus } from '../../hooks/ports/api/api-request'
import { apiSentence } from '../cluster/api'

/** `unknown`: it could not be looked at, for want of a right or because the API server did not answer. */
export type CheckState = 'ok' | 'warning' | 'failed' | 'unknown'

/** What one look found. `says` is a clause; `todo` is what repairs it. */
export interface Finding {
  readonly state: CheckState
  readonly says: string
  readonly todo?: string
}

export interface Check {
  readonly about: string
  readonly look: () => Promise<Finding>
}

export interface Checked extends Finding {
  readonly about: string
}

const FORBIDDEN = 403

const unknown = (error: unknown): Finding => {
  if (!isApiError(error)) throw error
  const isForbidden = refusalStatus(error) === FORBIDDEN
  const says = apiSentence(error)
  return { state: 'unknown', says, todo: isForbidden ? 'look with the rights of an administrator' : undefined }
}

/** Runs a check; one that cannot look is no failure, and says why. */
export const run = async ({ about, look }: Check): Promise<Checked> => ({
  about,
  ...(await look().catch(unknown)),
})
