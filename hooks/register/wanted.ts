import type { Controller } from '../api/controller'
import { OPERATOR_VERSION, VERSION_ANNOTATION } from '../api/version'

/** Where the manifests say that the hooks are. */
const URL_IN_MANIFESTS = 'http://127.0.0.1:8080'

/** The key of a Secret that Metacontroller sends its value of, as `Authorization: Bearer VALUE`. */
export interface KeyReference {
  readonly namespace: string
  readonly name: string
  readonly key: string
}

type Hooks = Readonly<Record<string, { readonly webhook?: object }>>

/** Metacontroller 4.16 and newer; in the header, since addresses show in its metrics, its log and events. */
const withKey = (spec: Controller['spec'], secretRef: KeyReference): Controller['spec'] => ({
  ...spec,
  hooks: Object.fromEntries(
    Object.entries((spec['hooks'] ?? {}) as Hooks).map(([name, hook]) => [
      name,
      { ...hook, webhook: { ...hook.webhook, authorization: { type: 'Bearer', secretRef } } },
    ]),
  ),
})

const at = (spec: Controller['spec'], hooksUrl: string): Controller['spec'] =>
  JSON.parse(JSON.stringify(spec).replaceAll(`"${URL_IN_MANIFESTS}/`, `"${hooksUrl}/`))

/**
 * A controller as this version registers it, with its hooks at `hooksUrl`, which has no slash at its end. `key` is where
 * Metacontroller finds what it must send with every request; absent where only Metacontroller reaches the hooks.
 */
export const wantedController = (manifest: Controller, hooksUrl: string, key?: KeyReference): Controller => ({
  ...manifest,
  metadata: {
    ...manifest.metadata,
    annotations: { ...manifest.metadata.annotations, [VERSION_ANNOTATION]: OPERATOR_VERSION },
  },
  spec: key === undefined ? at(manifest.spec, hooksUrl) : withKey(at(manifest.spec, hooksUrl), key),
})
