/**
 * What an API server of an older Kubernetes (`v1.30.14`) must be told: tokens of simulated nodes are bound to their Node,
 * which it does by itself since 1.31. Real ones are bound to the agent's pod, and name the Node since 1.30.
 */
export const flagsOfVersion = (version: string): ReadonlyArray<string> => {
  const [, minor] = /^v1\.(\d+)/.exec(version) ?? []
  return Number(minor) < 31 ? ['--feature-gates=ServiceAccountTokenNodeBinding=true'] : []
}
