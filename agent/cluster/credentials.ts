import { readFileSync } from 'node:fs'
import { KubeConfig } from '@kubernetes/client-node'
import { withKeepAlive } from '../../hooks/ports/api/keep-alive'
import type { AgentConfig } from '../config'

/** How the agent reaches the API server, and where its own token is. */
export interface Credentials {
  readonly config: KubeConfig
  /** Reads the token each time, since the kubelet rotates it. */
  readonly token: () => string
}

/** client-node 1.4.0 does not read `tokenFile` of a kubeconfig's user, so it is read here. */
const tokenFileIn = (kubeconfig: string): string | undefined =>
  /"?tokenFile"?\s*:\s*["']?([^"'\s,}]+)/.exec(readFileSync(kubeconfig, 'utf8'))?.[1]

/**
 * client-node rereads a token file at most once a minute, and meanwhile goes on with a token that the API server refuses.
 * This one is read for every call: an agent makes few, and then a rotated token is in use at once.
 */
const withTokenFrom = (config: KubeConfig, file: string): KubeConfig => {
  const { token: _static, authProvider: _slow, ...user } = config.getCurrentUser() ?? { name: 'agent' }
  const rereading = {
    ...user,
    get token(): string {
      return readFileSync(file, 'utf8').trim()
    },
  }
  config.users = config.users.map(known => (known.name === user.name ? rereading : known))
  return config
}

const fromFile = (path: string, tokenFile: string | undefined): Credentials => {
  const config = new KubeConfig()
  config.loadFromFile(path)
  const file = tokenFile ?? tokenFileIn(path)
  if (file === undefined) return { config: withKeepAlive(config), token: () => config.getCurrentUser()?.token ?? '' }
  return { config: withKeepAlive(withTokenFrom(config, file)), token: () => readFileSync(file, 'utf8') }
}

/** In-cluster, unless a kubeconfig is named. Throws when its files cannot be read. */
export const credentialsFor = ({ kubeconfig, tokenFile }: AgentConfig): Credentials => {
  if (kubeconfig !== undefined) return fromFile(kubeconfig, tokenFile)
  const config = new KubeConfig()
  config.loadFromCluster()
  if (tokenFile === undefined) return { config: withKeepAlive(config), token: () => '' }
  return { config: withKeepAlive(withTokenFrom(config, tokenFile)), token: () => readFileSync(tokenFile, 'utf8') }
}
