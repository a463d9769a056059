/** Where a CRD refuses what its codec would accept, and why that is meant. The other way round is never allowed. */
export interface Stricter {
  /** Matches the codec, the path in the schema and the keyword, e.g. `pool spec: image/pollIntervalSeconds minimum`. */
  readonly where: RegExp
  readonly why: string
}

const UNREAD_BOUNDS = 'only people read this number, and they are shown no nonsense'

export const STRICTER: ReadonlyArray<Stricter> = [
  {
    where: / (maxLength|maxItems|maxProperties|minLength)$/,
    why: 'sizes keep objects small and CEL rules cheap; no reader depends on them',
  },
  { where: / format int(32|64)$/, why: 'the codecs know no integer sizes' },
  {
    where: /(At|at|[sS]ince|[tT]ransition(Time)?|nextWindow) (format date-time|pattern)$/,
    why: 'hooks read any time that JavaScript reads, but everybody writes RFC 3339 in UTC',
  },
  {
    where: /conditions\/items\/reason pattern$/,
    why: 'the pattern of meta/v1 Condition; hooks pass reasons on unread',
  },
  {
    where: /^update status: .*(?<!At|at|lastTransitionTime|attempt\/digest) pattern$/,
    why: 'what a node says is shown to people, so it has no control characters; hooks clean what an older CRD let in',
  },
  {
    where: /^(pool status: (phase|reason)|rollout status: reason) enum$/,
    why: 'written by hooks alone, whose compiler knows the words; one of another version of the operator is read as none',
  },
  {
    where: /^update status: attempt\/reason enum$/,
    why: 'a failure of a kind that nobody knows could stand for anything; hooks take a reason for a word',
  },
  {
    where: /^update spec: node\/failed\/reason pattern$/,
    why: 'node-sync makes a word of what stands on the Node',
  },
  { where: /observedGeneration (type|minimum)$/, why: 'generations are whole numbers, which no decision relies on' },
  {
    where: /^update (spec: order\/id|status: observedOrder) (type|minimum)$/,
    why: 'orders are counted from 1; hooks and agents compare the numbers, and nothing else depends on them',
  },
  {
    where: /^(rollout spec: |update spec: order\/)image pattern$/,
    why: 'the hooks build this reference themselves, and with a tag a node would pull what nobody decided',
  },
  { where: /^pool spec: image\/pollIntervalSeconds minimum$/, why: 'it spares the registry; any interval can be kept' },
  { where: /^(pool|rollout) spec: rollout\/maxStaging minimum$/, why: '0 would never stage anything' },
  {
    where: /^((pool|rollout) spec: disruption|update spec: node\/slot)\/drain\/gracePeriodSeconds (type|minimum)$/,
    why: 'Kubernetes takes whole seconds, and -1 for the own grace period of a pod',
  },
  {
    where: /^pool spec: pullSecretRef\/name(space)? pattern$/,
    why: 'no other name can exist, and a user is told early',
  },
  {
    where: /^(pool spec: rollout\/approvedStep\/id|rollout spec: approvedStep) pattern$/,
    why: 'a name that no step can have approves none',
  },
  {
    where: /^(pool|rollout) spec: rollout\/(steps|gates)\/items\/id pattern$/,
    why: 'ids are compared and shown, and a short word can be typed',
  },
  {
    where: /^(pool|rollout) spec: rollout\/gates\/items\/prometheus\/secretRef\/name pattern$/,
    why: 'no other name can exist, and a user is told early',
  },
  {
    where: /^(pool|rollout) spec: rollout\/topologyLimits\/items\/maxDomains minimum$/,
    why: '0 would never let a node start, which maxUnavailable 0 says for the whole pool',
  },
  { where: /^update status: progress\/percent (minimum|maximum)$/, why: UNREAD_BOUNDS },
  { where: /^update status: progress\/bytes(Total)? (type|minimum)$/, why: UNREAD_BOUNDS },
]
