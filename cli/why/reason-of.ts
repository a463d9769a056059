import { deadlineOf } from '../../hooks/node/timeouts'
import { verifiedAt } from '../../hooks/node/verified'
import type { PhasedNode } from '../../hooks/rollout-sync/observed'
import type { Course } from '../course'
import { shownTime } from '../text/age'
import { notStarting } from './not-starting'
import type { Reason } from './reason'

const agentOf = (node: string): string =>
  `kubectl get pods -A -o wide --field-selector spec.nodeName=${node}, and look at the log of its agent`

const orderedSince = ({ update }: PhasedNode): Pick<Reason, 'since'> => (update ? { since: update.spec.since } : {})

const whileDown = ({ member }: PhasedNode): Reason => ({
  waits: 'its Node to be Ready',
  ...(member.readySince && { since: member.readySince }),
  todo: 'look at the machine and its kubelet',
})

/** By the mark, which is what the drain goes by; a member of an older operator does not repeat its settings. */
const drainLimit = ({ member: { slot } }: PhasedNode, { observed }: Course): Pick<Reason, 'limit'> => {
  const seconds = slot?.drain?.timeoutSeconds ?? observed.spec.rollout.drainTimeoutSeconds
  if (slot === undefined || seconds === 0) return {}
  const end = shownTime(new Date(Date.parse(slot.since) + seconds * 1000).toISOString())
  return slot.bestEffort === true
    ? { limit: `at ${end} its drain gives up, since the node was down when it got its slot` }
    : { limit: `at ${end} it fails (drainTimeoutSeconds ${seconds})` }
}

const draining = (node: PhasedNode, course: Course): Reason => {
  const { slot, drain } = node.member
  const is = node.is.phase === 'Draining' ? node.is : undefined
  const blockers = drain?.blockers.map(({ pod, reason }) => `${pod}: ${reason}`) ?? []
  const left = is?.remaining === 1 ? '1 pod' : `${is?.remaining ?? 'its'} pods`
  return {
    waits: `${left} to leave`,
    ...(slot && { since: slot.since }),
    blockers,
    ...drainLimit(node, course),
    ...(blockers.length > 0 && {
      todo: 'make room for these pods elsewhere, let their budget allow it, or delete them',
    }),
  }
}

const pending = (node: PhasedNode, { observed, plan }: Course): Reason => {
  if (!node.member.ready) return whileDown(node)
  if (plan.stage.has(node.name)) return { waits: 'its agent to begin the download', ...orderedSince(node) }
  return { waits: `its turn to download (maxStaging ${observed.spec.rollout.maxStaging})` }
}

const verifying = (node: PhasedNode, { observed }: Course): Reason => {
  const seconds = observed.spec.rollout.minReadySeconds
  const at = verifiedAt(node, node.target, seconds)
  if (at === undefined)
    return { ...whileDown(node), ...orderedSince(node), waits: 'its Node to be Ready in the new boot' }
  const end = shownTime(new Date(at).toISOString())
  return {
    waits: `its Node to be Ready for ${seconds} s, until ${end}`,
    ...(node.status?.boot && { since: node.status.boot.at }),
  }
}

const failed = ({ is }: PhasedNode, pool: string): Reason => {
  if (is.phase !== 'Failed') return {}
  const todo = is.keepsSlot
    ? `repair the machine: it is taken back in by itself when it is well. Another image in the pool repairs it too`
    : `remove the cause, then: kubectl bootc retry ${pool}`
  return { waits: `somebody to look, it failed: ${is.reason}: ${is.message}`, todo }
}

const byPhase = (node: PhasedNode, course: Course): Reason => {
  const { observed } = course
  const { pool } = observed.spec
  switch (node.is.phase) {
    case 'NotReporting':
      if (!node.member.ready) return whileDown(node)
      return {
        waits: 'the first report of its agent: is it a bootc host?',
        ...orderedSince(node),
        todo: agentOf(node.name),
      }
    case 'Contested':
      return {
        waits: `one pool to own it, these claim it: ${node.is.contenders.join(', ')}`,
        todo: 'change a nodeSelector, so that only one of them matches',
      }
    case 'Pending':
      return pending(node, course)
    case 'Staging':
      return {
        waits: `its download${node.is.percent === undefined ? '' : `, ${Math.round(node.is.percent)} %`}`,
        ...orderedSince(node),
      }
    case 'Ready':
      return notStarting(node, course)
    case 'Draining':
      return draining(node, course)
    case 'Drained':
      return { waits: 'the order to reboot', ...(node.member.slot && { since: node.member.slot.since }) }
    case 'Rebooting':
      return { waits: 'its reboot', ...orderedSince(node) }
    case 'Verifying':
      return verifying(node, course)
    case 'UpToDate':
      return node.member.ready ? {} : whileDown(node)
    case 'CannotRollBack':
      return {
        waits: 'somebody to look: its target was given up, and nobody knows what it ran before',
        todo: 'put another image into the pool',
      }
    case 'Failed':
      return failed(node, pool)
    case 'Drifted':
      return {
        waits: `somebody to look: it was updated, and another image was booted by hand since: ${node.is.booted}`,
        todo: `kubectl bootc retry ${pool} updates it again`,
      }
  }
}

const limitOf = (node: PhasedNode, { observed }: Course): Pick<Reason, 'limit'> => {
  const due = deadlineOf(node, node.is, node.target, observed.spec.rollout)
  if (due === undefined || node.is.phase === 'Failed') return {}
  return { limit: `at ${shownTime(new Date(due.at).toISOString())} it fails: ${due.failure.reason}` }
}

/** What a node waits for, by the operator's own view of it. */
export const reasonOf = (node: PhasedNode, course: Course): Reason => {
  const withdrawn = course.plan.withdraw.get(node.name)
  if (withdrawn !== undefined) {
    return {
      waits: `its slot to be taken back: ${withdrawn}`,
      ...(node.member.slot && { since: node.member.slot.since }),
    }
  }
  return { ...limitOf(node, course), ...byPhase(node, course) }
}
