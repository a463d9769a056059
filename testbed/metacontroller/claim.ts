import { controllerOf, isBeingDeleted, type KubernetesObject, uidOf } from './kubernetes-object'

/** What becomes of an object that may be a parent's child. */
export type Claim = 'claimed' | 'adopt' | 'release' | 'ignored'

/** `matches`: whether the parent's selector matches the object's labels. */
export const claimOf = (parent: KubernetesObject, object: KubernetesObject, matches: boolean): Claim => {
  const controller = controllerOf(object)
  if (controller !== undefined) {
    if (controller.uid !== uidOf(parent)) return 'ignored'
    if (matches) return 'claimed'
    return isBeingDeleted(parent) ? 'ignored' : 'release'
  }
  return matches && !isBeingDeleted(parent) && !isBeingDeleted(object) ? 'adopt' : 'ignored'
}
