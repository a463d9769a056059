import type { KubeConfig } from '@kubernetes/client-node'
import { Controller } from '../api/controller'
import { FIELD_MANAGER } from '../api/names'
import { type ApiCall, apiRequest, isNotFound } from './api/api-request'
import { decodeOrThrow } from './kubernetes/answers'

/** Metacontroller's objects. Every call may reject. */
export interface ControllerStore {
  /** Undefined when there is none, or not even its kind. */
  readonly read: (controller: Controller) => Promise<Controller | undefined>
  readonly create: (controller: Controller) => Promise<Controller>
  /** Bound to the resourceVersion that it carries. */
  readonly replace: (controller: Controller) => Promise<Controller>
}

const CALL_MS = 5000

const PLURALS = { CompositeController: 'compositecontrollers', DecoratorController: 'decoratorcontrollers' } as const

export const kubernetesControllers = (config: KubeConfig): ControllerStore => {
  const query = { fieldManager: FIELD_MANAGER }
  const ask = async (call: ApiCall): Promise<Controller> =>
    decodeOrThrow(Controller, 'it', await apiRequest(config, { timeoutMs: CALL_MS, ...call }))
  const kindPath = ({ apiVersion, kind }: Controller): string => `/apis/${apiVersion}/${PLURALS[kind]}`

  return {
    read: controller =>
      ask({ method: 'GET', path: `${kindPath(controller)}/${controller.metadata.name}` }).catch((error: unknown) =>
        isNotFound(error) ? undefined : Promise.reject(error),
      ),
    create: controller =>
      ask({ method: 'POST', path: kindPath(controller), query, body: controller }).catch((error: unknown) =>
        Promise.reject(
          isNotFound(error)
            ? new Error(`the cluster has no ${PLURALS[controller.kind]}: apply install.yaml, which brings the kind`)
            : error,
        ),
      ),
    replace: controller => {
      const path = `${kindPath(controller)}/${controller.metadata.name}`
      return ask({ method: 'PUT', path, query, body: controller })
    },
  }
}
