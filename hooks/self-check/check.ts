import { errorText } from '../api/error-text'
import type { Installed } from '../api/installed'
import type { OperatorProblem } from '../api/operator-problem'
import { type Right, rightText } from '../api/right'
import type { Installation } from '../ports/installation'
import { problemOfCrd } from './crd-problem'

/** What should be installed. `rights` are those of all that use this ServiceAccount. */
export interface Expected extends Omit<Installed, 'controllers' | 'rights'> {
  readonly rights: ReadonlyArray<Right>
}

const REMEDY = 'apply install.yaml of this version again'

/** A look that fails is a problem of its own: what could not be looked at may be missing. */
const attempt = async (
  what: string,
  look: () => Promise<OperatorProblem | undefined>,
): Promise<ReadonlyArray<OperatorProblem>> => {
  try {
    const problem = await look()
    return problem === undefined ? [] : [problem]
  } catch (error) {
    return [{ reason: 'SelfCheckFailed', message: `${what} cannot be looked at: ${errorText(error)}` }]
  }
}

/** Everything that the operator lacks, in a fixed order; empty when it is whole. */
export const checkInstallation = async (
  { crds, policies, rights }: Expected,
  installation: Installation,
): Promise<ReadonlyArray<OperatorProblem>> => {
  const looks = [
    ...rights.map(right =>
      attempt(`the right to ${rightText(right)}`, async () =>
        (await installation.mayI(right))
          ? undefined
          : { reason: 'RightsMissing', message: `the operator may not ${rightText(right)}: ${REMEDY}` },
      ),
    ),
    ...crds.map(name =>
      attempt(`CRD ${name}`, async () => {
        const message = problemOfCrd(name, await installation.crdVersion(name))
        return message === undefined ? undefined : { reason: 'CRDsOutdated', message }
      }),
    ),
    ...policies.map(({ kind, name, path }) =>
      attempt(`${kind} ${name}`, async () =>
        (await installation.exists(path))
          ? undefined
          : { reason: 'PoliciesMissing', message: `${kind} ${name} is missing: ${REMEDY}` },
      ),
    ),
  ]
  return (await Promise.all(looks)).flat()
}
