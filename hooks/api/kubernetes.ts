import * as t from 'io-ts'

/** The years that RFC 3339 has, in ms. JavaScript reads others, and cannot write what lies a minute after its last day. */
const [FIRST, LAST] = [Date.parse('0000-01-01T00:00:00Z'), Date.parse('9999-12-31T23:59:59.999Z')]
const isTime = (text: string): boolean => {
  const at = Date.parse(text)
  return at >= FIRST && at <= LAST
}

/** An RFC 3339 time as the API server writes it, e.g. `2026-01-01T00:00:00Z`. */
export const Timestamp = t.refinement(t.string, isTime, 'Timestamp')
export type Timestamp = t.TypeOf<typeof Timestamp>

/** Who wrote what of an object, and when by the API server's clock. Only what hooks read of it. */
const ManagedFields = t.partial({ subresource: t.string, time: t.string }, 'ManagedFields')

/** How our CRDs want times written; hooks and agents write no other way. */
export const UTC = /^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-5][0-9]:[0-5][0-9](\.[0-9]+)?Z$/

/** The fields of ObjectMeta that we read, of an object that exists. */
export const ObjectMeta = t.intersection(
  [
    t.type({ name: t.string, uid: t.string }),
    t.partial({
      generation: t.number,
      creationTimestamp: t.string,
      deletionTimestamp: t.string,
      resourceVersion: t.string,
      labels: t.record(t.string, t.string),
      annotations: t.record(t.string, t.string),
      managedFields: t.readonlyArray(ManagedFields),
    }),
  ],
  'ObjectMeta',
)
export interface ObjectMeta extends t.TypeOf<typeof ObjectMeta> {}

/** When the status of an object was last changed, by the API server's clock, in ms; undefined when that is not known. */
export const statusWrittenAt = ({ managedFields = [] }: ObjectMeta): number | undefined => {
  const times = managedFields.flatMap(({ subresource, time }) =>
    subresource === 'status' ? [Date.parse(time ?? '')] : [],
  )
  const known = times.filter(at => !Number.isNaN(at))
  return known.length === 0 ? undefined : Math.max(...known)
}

export const ConditionStatus = t.keyof({ True: null, False: null, Unknown: null }, 'ConditionStatus')
export type ConditionStatus = t.TypeOf<typeof ConditionStatus>

/** meta/v1 Condition. */
export const Condition = t.intersection(
  [
    t.type({
      type: t.string,
      status: ConditionStatus,
      reason: t.string,
      message: t.string,
      lastTransitionTime: Timestamp,
    }),
    t.partial({ observedGeneration: t.number }),
  ],
  'Condition',
)
export interface Condition extends t.TypeOf<typeof Condition> {}

const Taint = t.intersection([t.type({ key: t.string, effect: t.string }), t.partial({ value: t.string })], 'Taint')
export interface Taint extends t.TypeOf<typeof Taint> {}

/** Of a Node or a Pod. */
const StatusCondition = t.intersection(
  [t.type({ type: t.string, status: t.string }), t.partial({ lastTransitionTime: t.union([t.string, t.null]) })],
  'StatusCondition',
)

/** The fields of a Node that we read. A Node that has just been created has no status yet. */
export const Node = t.intersection(
  [
    t.type({ metadata: ObjectMeta }),
    t.partial({
      spec: t.partial({ unschedulable: t.boolean, taints: t.readonlyArray(Taint) }),
      status: t.partial({
        conditions: t.readonlyArray(StatusCondition),
        nodeInfo: t.type({ bootID: t.string, architecture: t.string }),
      }),
    }),
  ],
  'Node',
)
export interface Node extends t.TypeOf<typeof Node> {}

export const isNodeReady = ({ status }: Node): boolean =>
  (status?.conditions ?? []).some(({ type, status: is }) => type === 'Ready' && is === 'True')

const OwnerReference = t.intersection(
  [t.type({ kind: t.string }), t.partial({ name: t.string, controller: t.boolean })],
  'OwnerReference',
)

const Toleration = t.partial({ key: t.string, operator: t.string, value: t.string, effect: t.string }, 'Toleration')

const ContainerStatus = t.partial(
  {
    image: t.string,
    restartCount: t.number,
    state: t.partial({ waiting: t.partial({ reason: t.string }) }),
  },
  'ContainerStatus',
)

/** The fields of a Pod that are read: by a drain, and of an agent that is not heard of. */
export const Pod = t.intersection(
  [
    t.type({
      metadata: t.intersection([
        t.type({ name: t.string, namespace: t.string, uid: t.string, creationTimestamp: t.string }),
        t.partial({
          /** When the grace period of a pod that is terminating ends. */
          deletionTimestamp: t.string,
          /** How long that period is, in seconds. */
          deletionGracePeriodSeconds: t.number,
          finalizers: t.readonlyArray(t.string),
          labels: t.record(t.string, t.string),
          annotations: t.record(t.string, t.string),
          ownerReferences: t.readonlyArray(OwnerReference),
        }),
      ]),
    }),
    t.partial({
      spec: t.partial({
        tolerations: t.readonlyArray(Toleration),
        volumes: t.readonlyArray(t.partial({ emptyDir: t.UnknownRecord })),
      }),
      status: t.partial({
        phase: t.string,
        reason: t.string,
        conditions: t.readonlyArray(StatusCondition),
        containerStatuses: t.readonlyArray(ContainerStatus),
      }),
    }),
  ],
  'Pod',
)
export interface Pod extends t.TypeOf<typeof Pod> {}
