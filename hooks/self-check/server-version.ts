/** ValidatingAdmissionPolicies, without which agents could write each other's reports, are there since Kubernetes 1.30. */
const OLDEST = { major: 1, minor: 30 }

/** Why this cluster cannot run the operator; undefined when it can. `version` as /version has it, such as `v1.36.3+k3s1`. */
export const refusalOfServer = (version: string): string | undefined => {
  const parts = /^v?(\d+)\.(\d+)/.exec(version)
  if (parts === null) return undefined // A distribution that numbers itself otherwise is not refused on a guess.
  const [major, minor] = [Number(parts[1]), Number(parts[2])]
  if (major > OLDEST.major || (major === OLDEST.major && minor >= OLDEST.minor)) return undefined
  return `this cluster runs Kubernetes ${version}, the operator needs 1.30 or newer: upgrade the cluster first`
}
