import { type Answer, type Api, isConflict } from './api'
import { type KubernetesObject, uidOf } from './kubernetes-object'
import type { Resource } from './resource'

/** Waits between tries after a conflict, in milliseconds: client-go's default backoff. */
const WAITS_MS = [10, 50, 250]

export interface Modification {
  readonly resource: Resource
  /** The object as cached; only the live one with its uid is changed. */
  readonly object: KubernetesObject
  /** Answers undefined when the live object is right as it is. */
  readonly change: (live: KubernetesObject) => KubernetesObject | undefined
}

/** Reads the object live, changes it and puts it back, again after a conflict. A successor of the same name is "not found". */
export const readModifyWrite = async (
  api: Api,
  { resource, object, change }: Modification,
  write: Api['update'] = api.update,
): Promise<Answer> => {
  for (const wait of [...WAITS_MS, undefined]) {
    const live = await api.get(resource, object)
    if (!live.ok) return live
    if (uidOf(live.value) !== uidOf(object)) {
      return { ok: false, status: 404, reason: 'NotFound', message: `${object.metadata.name} was replaced by another` }
    }
    const changed = change(live.value)
    if (changed === undefined) return live
    const answer = await write(resource, changed)
    if (answer.ok || !isConflict(answer) || wait === undefined) return answer
    await new Promise(resolve => setTimeout(resolve, wait))
  }
  throw new Error('unreachable: the last try always answers')
}
