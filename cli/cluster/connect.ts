import { existsSync } from 'node:fs'
import { KubeConfig } from '@kubernetes/client-node'
import { errorText } from '../../hooks/api/error-text'
import { withKeepAlive } from '../../hooks/ports/api/keep-alive'
import { commandError, EXIT } from '../exit'

/** The connection flags, with kubectl's names and meanings. */
export interface ConnectionFlags {
  readonly kubeconfig?: string
  readonly context?: string
}

const load = ({ kubeconfig }: ConnectionFlags): KubeConfig => {
  const config = new KubeConfig()
  if (kubeconfig === undefined) {
    // Without any kubeconfig the library would answer with a server at localhost:8080, which explains nothing.
    config.loadFromDefault()
    return config
  }
  if (!existsSync(kubeconfig)) throw new Error(`--kubeconfig: there is no file ${kubeconfig}`)
  config.loadFromFile(kubeconfig)
  return config
}

const choose = (config: KubeConfig, context: string): void => {
  const names = config.getContexts().map(({ name }) => name)
  if (!names.includes(context)) {
    throw new Error(`--context: the kubeconfig has no context "${context}"; it has ${names.join(', ') || 'none'}`)
  }
  config.setCurrentContext(context)
}

/** The cluster that kubectl would talk to with the same flags and environment. */
export const connect = (flags: ConnectionFlags): KubeConfig => {
  try {
    const config = load(flags)
    if (flags.context !== undefined) choose(config, flags.context)
    if (config.getCurrentCluster() === null) {
      throw new Error('the kubeconfig has no current context; set one, or use --context')
    }
    return withKeepAlive(config)
  } catch (error) {
    throw commandError(EXIT.failed, errorText(error))
  }
}
