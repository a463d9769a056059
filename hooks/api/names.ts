/** The API group of our kinds and their only version. */
export const GROUP = 'node.bootc.dev'
export const VERSION = 'v1alpha1'
export const API_VERSION = `${GROUP}/${VERSION}`

/**
 * Title of the schema of each of our CRDs: the Go bootc-operator has a kind of the same group, name and version. A title is
 * part of the schema, so that no other schema can be written over ours and keep it, as it would keep an annotation.
 */
export const CRD_TITLE = 'bootc operator on Metacontroller'

/** Our kinds, as Metacontroller keys observed children and related objects: `Kind.group/version`. */
export const ROLLOUT_KEY = `BootcRollout.${API_VERSION}`
export const UPDATE_KEY = `BootcNodeUpdate.${API_VERSION}`
export const SCOPE_KEY = `BootcPoolScope.${API_VERSION}`

/**
 * Labels of a Node. The prefix is one that the NodeRestriction admission plugin keeps kubelets from writing, so a
 * compromised node cannot give itself a slot or another pool.
 */
export const NODE_LABEL_PREFIX = 'bootc.node-restriction.kubernetes.io/'
export const NODE_POOL_LABEL = 'bootc.node-restriction.kubernetes.io/pool'
export const NODE_SLOT_LABEL = 'bootc.node-restriction.kubernetes.io/slot'

/** Annotation of a Node: the mark, a JSON object of shape Slot. Set and taken away together with the slot label. */
export const NODE_SLOT_ANNOTATION = 'node.bootc.dev/slot'
/** Annotation of a Node: JSON `{attempt, reason}`, left when a mark is taken away after a failure. */
export const NODE_FAILED_ANNOTATION = 'node.bootc.dev/failed'
/** Annotation of a Node, left by rollout-sync for node-sync: somebody deleted its update. Value: the pool. */
export const NODE_UPDATE_MISSING_ANNOTATION = 'node.bootc.dev/update-missing'
/** Annotation of a Node, set by an admin: it stays cordoned after its update. Value: any. */
export const NODE_KEEP_CORDONED_ANNOTATION = 'node.bootc.dev/keep-cordoned'
/** The hold of a member whose Node has that annotation. */
export const KEEP_CORDONED_HOLD = 'KeepCordoned'

/** Annotation of a BootcNodePool, set by an admin: it is paused whatever its spec says. Value: the reason. */
export const PAUSED_ANNOTATION = 'node.bootc.dev/paused'

/** Label of every object that the operator makes for a pool. Value: the pool. */
export const POOL_LABEL = 'node.bootc.dev/pool'
/** Annotation of the copy of a pull secret: `namespace/name` of the Secret that it is a copy of. */
export const COPY_OF_ANNOTATION = 'node.bootc.dev/copy-of'
/** The ServiceAccount of Metacontroller and the hooks, and that of the agents, in the operator's namespace. */
export const OPERATOR_ACCOUNT = 'bootc-operator'
export const AGENT_ACCOUNT = 'bootc-agent'

/** Prefix of the label that a BootcNodeUpdate carries for each pool that matches its Node; value: owner or contender. */
export const MEMBER_POOL_LABEL_PREFIX = 'pool.node.bootc.dev/'

/**
 * Labels that mark a Node as part of the control plane: two of Kubernetes' well-known labels, and the one that RKE2 and K3s
 * give to Nodes that run etcd, with or without the rest.
 */
export const CONTROL_PLANE_LABELS = [
  'node-role.kubernetes.io/control-plane',
  'node-role.kubernetes.io/master',
  'node-role.kubernetes.io/etcd',
]
/** Taint of a Node that the cluster autoscaler is about to remove. */
export const TO_BE_DELETED_TAINT = 'ToBeDeletedByClusterAutoscaler'

/**
 * Annotation of a Node by which the cluster autoscaler leaves it alone; value: "true" (its FAQ). A marked Node is empty,
 * so the autoscaler would take it for unneeded and remove it in the middle of its reboot.
 */
export const SCALE_DOWN_DISABLED_ANNOTATION = 'cluster-autoscaler.kubernetes.io/scale-down-disabled'

/**
 * Annotation of a Node by which Karpenter does not choose to disrupt it; value: "true" (its documentation, Disruption,
 * Node-Level Controls). It takes empty nodes away too. Expiry, interruption and node repair do not heed it.
 */
export const DO_NOT_DISRUPT_ANNOTATION = 'karpenter.sh/do-not-disrupt'

/** Field manager of every write that a hook makes itself. */
export const FIELD_MANAGER = 'bootc-operator'
