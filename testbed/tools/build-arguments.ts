/** The version of k8s.io/kubernetes that a go.mod requires, such as `v1.36.3`. */
export const kubernetesVersion = (goMod: string): string => {
  const version = /^\s*(?:require )?k8s\.io\/kubernetes (v\d+\.\d+\.\d+)\b/m.exec(goMod)?.[1]
  if (version === undefined) throw new Error('go.mod: expected a requirement of k8s.io/kubernetes with a version')
  return version
}

/** The Go version that a go.mod asks for as [major, minor], such as [1, 26]. */
export const goVersionWanted = (goMod: string): readonly [number, number] => {
  const [, major, minor] = /^go (\d+)\.(\d+)/m.exec(goMod) ?? []
  if (major === undefined || minor === undefined) throw new Error('go.mod: expected a line "go MAJOR.MINOR"')
  return [Number(major), Number(minor)]
}

// The components read their own version from the first package, clients such as kubectl from the second.
const VERSION_PACKAGES = ['k8s.io/component-base/version', 'k8s.io/client-go/pkg/version']

/**
 * Arguments of `go build` that all programs share. The version is set by the linker, as in a release of Kubernetes:
 * without it the API server would report v0.0.0 and clients would refuse to negotiate with it.
 */
export const buildArguments = (goMod: string): ReadonlyArray<string> => {
  const version = kubernetesVersion(goMod)
  const [, major = '', minor = ''] = /^v(\d+)\.(\d+)/.exec(version) ?? []
  const facts = { gitVersion: version, gitMajor: major, gitMinor: minor, gitTreeState: 'clean' }
  const variables = VERSION_PACKAGES.flatMap(path =>
    Object.entries(facts).map(([variable, value]) => `-X ${path}.${variable}=${value}`),
  )
  return ['-mod=readonly', '-buildvcs=false', '-trimpath', '-ldflags', ['-s', '-w', ...variables].join(' ')]
}
