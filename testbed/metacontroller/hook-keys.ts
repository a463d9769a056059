import type { Api } from './api'
import type { ControllerSpec } from './controller-spec'
import type { HookSpec } from './hook-spec'

interface Secret {
  readonly data?: Readonly<Record<string, string>>
}

const withKey = async (api: Api, hook: HookSpec): Promise<HookSpec> => {
  if (hook.authorization === undefined) return hook
  const { namespace, name, key } = hook.authorization
  const secret = await api.read<Secret>(`/api/v1/namespaces/${namespace}/secrets/${name}`)
  if (!secret.ok) throw new Error(`Secret ${namespace}/${name}: ${secret.message}`)
  const value = secret.value.data?.[key]
  if (value === undefined) throw new Error(`Secret ${namespace}/${name} has no key ${key}`)
  return { ...hook, key: Buffer.from(value, 'base64').toString() }
}

/** The controller with the keys of its hooks, as they are now; rejects when a Secret is not there. */
export const withHookKeys = async (api: Api, spec: ControllerSpec): Promise<ControllerSpec> => ({
  ...spec,
  sync: await withKey(api, spec.sync),
  customize: spec.customize && (await withKey(api, spec.customize)),
})
