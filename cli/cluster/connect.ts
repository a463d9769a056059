import { type Cluster, type Context, KubeConfig, type User } from '@kubernetes/client-node'
import { errorText } from '../../hooks/api/error-text'
import { withKeepAlive } from '../../hooks/ports/api/keep-alive'
import { proxyUrlOf } from '../../hooks/ports/api/proxy-tunnel'
import { commandError, EXIT } from '../exit'
import { impersonating } from './impersonating'
import { loadConfig } from './load-config'

/** The connection flags, with kubectl's names and meanings. */
export interface ConnectionFlags {
  readonly kubeconfig?: string
  readonly context?: string
  readonly cluster?: string
  readonly user?: string
  readonly server?: string
  readonly token?: string
  readonly certificateAuthority?: string
  readonly clientCertificate?: string
  readonly clientKey?: string
  readonly insecureSkipTlsVerify?: boolean
  readonly tlsServerName?: string
  readonly as?: string
  readonly asGroup?: ReadonlyArray<string>
  readonly asUid?: string
}

const NONE = 'there is no kubeconfig: log in to a cluster, set KUBECONFIG, or use --kubeconfig or --server'

interface Named {
  readonly name: string
}

const chosen = <T extends Named>(flag: string, what: string, name: string, all: ReadonlyArray<T>): T => {
  const found = all.find(one => one.name === name)
  if (found !== undefined) return found
  const names = all.map(one => one.name).join(', ')
  throw new Error(`${flag}: the kubeconfig has no ${what} "${name}"; it has ${names || 'none'}`)
}

const contextOf = (config: KubeConfig, { context }: ConnectionFlags): Partial<Context> => {
  const all = config.getContexts()
  if (context !== undefined) return chosen('--context', 'context', context, all)
  const current = config.getCurrentContext()
  return all.find(({ name }) => name === current) ?? {}
}

const clusterOf = (config: KubeConfig, context: Partial<Context>, flags: ConnectionFlags): Cluster => {
  const { cluster = context.cluster, server, certificateAuthority, insecureSkipTlsVerify, tlsServerName } = flags
  const all = config.getClusters()
  const found =
    flags.cluster === undefined
      ? all.find(({ name }) => name === cluster)
      : chosen('--cluster', 'cluster', flags.cluster, all)
  const address = server ?? found?.server
  if (address === undefined) throw new Error('the kubeconfig has no current context; set one, or use --context')
  if (!address.startsWith('https://')) {
    throw new Error(`the address of the API server must begin with https://, not "${address}"`)
  }
  if (found?.proxyUrl) proxyUrlOf(found.proxyUrl)
  return {
    ...(found ?? { name: address, skipTLSVerify: false }),
    server: address,
    ...(certificateAuthority !== undefined && { caFile: certificateAuthority, caData: undefined }),
    ...(insecureSkipTlsVerify === true && { skipTLSVerify: true, caFile: undefined, caData: undefined }),
    ...(tlsServerName !== undefined && { tlsServerName }),
  }
}

/** A token, or a certificate, given on the command line is the whole log-in: nothing of the kubeconfig's goes with it. */
const userOf = (config: KubeConfig, context: Partial<Context>, flags: ConnectionFlags): User => {
  const { user = context.user, token, clientCertificate, clientKey } = flags
  if (token !== undefined) return { name: 'of --token', token }
  if (clientCertificate !== undefined || clientKey !== undefined) {
    return { name: 'of --client-certificate', certFile: clientCertificate, keyFile: clientKey }
  }
  const all = config.getUsers()
  if (flags.user !== undefined) return chosen('--user', 'user', flags.user, all)
  return all.find(({ name }) => name === user) ?? { name: 'nobody' }
}

const configFor = (flags: ConnectionFlags): KubeConfig => {
  const loaded = loadConfig(flags.kubeconfig, process.env)
  if (loaded === undefined && flags.server === undefined) throw new Error(NONE)
  const from = loaded ?? new KubeConfig()
  const context = contextOf(from, flags)
  const [cluster, user] = [clusterOf(from, context, flags), userOf(from, context, flags)]
  const config = new KubeConfig()
  const name = context.name ?? cluster.name
  config.loadFromOptions({
    clusters: [cluster],
    users: [user],
    contexts: [{ ...context, name, cluster: cluster.name, user: user.name }],
    currentContext: name,
  })
  return config
}

/** The cluster that kubectl would talk to with the same flags and environment. Throws a CommandError. */
export const connect = (flags: ConnectionFlags): KubeConfig => {
  try {
    return impersonating(withKeepAlive(configFor(flags)), flags)
  } catch (error) {
    throw commandError(EXIT.failed, errorText(error))
  }
}

/** What the user calls the cluster: the context, as kubectl has it. */
export const clusterName = (config: KubeConfig): string => config.getCurrentContext()
