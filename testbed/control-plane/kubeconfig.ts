/** How to reach a control plane as somebody. */
export interface Access {
  readonly url: string
  readonly caFile: string
  readonly user: string
  readonly token: string
}

/** A kubeconfig with one context; JSON, which is YAML too. The CA stays a file so that it can be read with the eye. */
export const kubeconfig = ({ url, caFile, user, token }: Access): string =>
  `${JSON.stringify(
    {
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': 'local',
      clusters: [{ name: 'local', cluster: { server: url, 'certificate-authority': caFile } }],
      users: [{ name: user, user: { token } }],
      contexts: [{ name: 'local', context: { cluster: 'local', user } }],
    },
    undefined,
    2,
  )}\n`
