import { compareVersions, OPERATOR_VERSION } from '../api/version'

/** What is wrong with a CRD whose version annotation is `version`; a newer CRD has all that an older one has. */
export const problemOfCrd = (name: string, version: string | 'missing' | undefined): string | undefined => {
  const remedy = `apply install.yaml of version ${OPERATOR_VERSION} as docs/operations.md upgrades`
  if (version === 'missing') return `CRD ${name} is missing: ${remedy}`
  if (compareVersions(version, OPERATOR_VERSION) >= 0) return undefined
  return `CRD ${name} is of ${version === undefined ? 'an older version' : `version ${version}`}, this operator is ${OPERATOR_VERSION}: ${remedy}`
}
