/**
 * Something that keeps the operator from doing all its work, which an admin has to repair. `reason` is a word for a
 * condition, `message` one sentence that names what is missing and what to do.
 */
export interface OperatorProblem {
  readonly reason: 'RightsMissing' | 'CRDsOutdated' | 'PoliciesMissing' | 'NotRegistered' | 'SelfCheckFailed'
  readonly message: string
}
