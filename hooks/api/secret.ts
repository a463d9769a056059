import * as t from 'io-ts'
import { ObjectMeta } from './kubernetes'

/** The type of a Secret that holds accounts of registries, and its only key. */
export const DOCKER_CONFIG_TYPE = 'kubernetes.io/dockerconfigjson'
export const DOCKER_CONFIG_KEY = '.dockerconfigjson'

const Owner = t.type({ apiVersion: t.string, kind: t.string, name: t.string, uid: t.string }, 'Owner')
/** An owner that the garbage collector waits for; it removes what has lost its last one. */
export interface Owner extends t.TypeOf<typeof Owner> {}

/** The fields of a Secret that we read. Values are base64. */
export const Secret = t.intersection(
  [
    t.type({ metadata: t.intersection([ObjectMeta, t.partial({ ownerReferences: t.readonlyArray(Owner) })]) }),
    t.partial({ type: t.string, data: t.record(t.string, t.string) }),
  ],
  'Secret',
)
export interface Secret extends t.TypeOf<typeof Secret> {}

export interface SecretName {
  readonly namespace: string
  readonly name: string
}

/** A Secret as we want it. */
export interface DesiredSecret {
  readonly metadata: SecretName & {
    readonly labels: Readonly<Record<string, string>>
    readonly annotations: Readonly<Record<string, string>>
    readonly ownerReferences: ReadonlyArray<Owner>
  }
  readonly type: string
  readonly data: Readonly<Record<string, string>>
}
