import type { RequestOptions } from 'node:https'
import type { KubeConfig } from '@kubernetes/client-node'

export interface Impersonation {
  readonly as?: string
  readonly asGroup?: ReadonlyArray<string>
  readonly asUid?: string
}

/** The library knows the user of an impersonation, of a kubeconfig too, but not its groups and its uid. */
export const impersonating = (config: KubeConfig, { as, asGroup = [], asUid }: Impersonation): KubeConfig => {
  if (as === undefined) {
    if (asGroup.length > 0 || asUid !== undefined) throw new Error('--as-group and --as-uid need --as')
    return config
  }
  const apply = config.applyToHTTPSOptions.bind(config)
  const applyToHTTPSOptions = async (options: RequestOptions): Promise<void> => {
    await apply(options)
    options.headers = {
      ...options.headers,
      'Impersonate-User': as,
      ...(asGroup.length > 0 && { 'Impersonate-Group': [...asGroup] }),
      ...(asUid !== undefined && { 'Impersonate-Uid': asUid }),
    }
  }
  return Object.assign(config, { applyToHTTPSOptions })
}
