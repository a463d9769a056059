import type { Node } from '../api/kubernetes'
import { NODE_UPDATE_MISSING_ANNOTATION } from '../api/names'

/** rollout-sync misses the update of this Node. */
export const isMissed = ({ metadata }: Node): boolean =>
  metadata.annotations?.[NODE_UPDATE_MISSING_ANNOTATION] !== undefined
