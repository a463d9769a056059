import type { BootcNodeUpdateStatus } from '../../hooks/api/bootc-node-update'
import type { NewCondition } from '../../hooks/api/conditions'
import { firstFew } from '../../hooks/api/first-few'
import { driftOf } from '../observe/facts'
import type { Situation } from '../observe/situation'

/** Reported while it is so, and once that it is over. */
const whileIt = (
  condition: NewCondition | undefined,
  over: NewCondition,
  previous: Partial<BootcNodeUpdateStatus>,
): ReadonlyArray<NewCondition> => {
  if (condition !== undefined) return [condition]
  return previous.conditions?.some(({ type }) => type === over.type) === true ? [over] : []
}

const driftedCondition = (
  situation: Situation,
  previous: Partial<BootcNodeUpdateStatus>,
): ReadonlyArray<NewCondition> => {
  const type = 'Drifted'
  const drift = driftOf(situation)
  const is: NewCondition | undefined = drift && { type, status: 'True', reason: drift.reason, message: drift.message }
  return whileIt(is, { type, status: 'False', reason: 'AsExpected', message: '' }, previous)
}

/** Names of images in a message. */
const MOST_NAMED = 3

/** A host that cannot be read now has not changed for all we know. */
const boundImagesCondition = (
  { host }: Situation,
  previous: Partial<BootcNodeUpdateStatus>,
): ReadonlyArray<NewCondition> => {
  const type = 'BoundImagesPulled'
  if (host.kind !== 'known') {
    return (previous.conditions ?? []).flatMap(({ type: its, status, reason = '', message = '' }) =>
      its === type && status !== 'Unknown' ? [{ type, status, reason, message }] : [],
    )
  }
  const missing = host.signs.boundImagesNotPulled ?? []
  const is: NewCondition | undefined =
    missing.length === 0
      ? undefined
      : {
          type,
          status: 'False',
          reason: 'NotPulledByBootc',
          message: `bootc on composefs did not pull what the booted image is bound to: ${firstFew(missing, MOST_NAMED)}`,
        }
  return whileIt(is, { type, status: 'True', reason: 'AsExpected', message: '' }, previous)
}

/** What is remarkable of the host and no failure: a change that the operator did not make, images that are not there. */
export const hostConditions = (
  situation: Situation,
  previous: Partial<BootcNodeUpdateStatus>,
): ReadonlyArray<NewCondition> => [
  ...driftedCondition(situation, previous),
  ...boundImagesCondition(situation, previous),
]
