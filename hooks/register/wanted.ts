import type { Controller } from '../api/controller'
import { OPERATOR_VERSION, VERSION_ANNOTATION } from '../api/version'

/** Where the manifests say that the hooks are. */
const URL_IN_MANIFESTS = 'http://127.0.0.1:8080'

/** A controller as this version registers it, with its hooks at `hooksUrl`, which has no slash at its end. */
export const wantedController = (manifest: Controller, hooksUrl: string): Controller => ({
  ...manifest,
  metadata: {
    ...manifest.metadata,
    annotations: { ...manifest.metadata.annotations, [VERSION_ANNOTATION]: OPERATOR_VERSION },
  },
  spec: JSON.parse(JSON.stringify(manifest.spec).replaceAll(`"${URL_IN_MANIFESTS}/`, `"${hooksUrl}/`)),
})
