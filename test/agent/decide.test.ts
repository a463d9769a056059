import assert from 'node:assert/strict'
import { decide } from '../../agent/decide'
import { type Action, phaseOf } from '../../agent/situation'
import {
  able,
  attempt,
  BOOT,
  type Change,
  entry,
  host,
  INDEX,
  intent,
  NEW,
  NOW,
  OLD,
  OTHER,
  ordered,
  paused,
  REPOSITORY,
  remembering,
  seen,
  showing,
  situation,
  toReboot,
} from './support/situations'

const locked = { locked: true }
const SOON = NOW.getTime() + 1000
const toNothing = { image: `${REPOSITORY}@${OLD}` }

/** `stage locked`, `wait Failed LayeredPackages`. */
const told = (action: Action): string => {
  switch (action.do) {
    case 'wait':
      return `wait ${phaseOf(action)}${action.trouble === undefined ? '' : ` ${action.trouble.reason}`}`
    case 'stage':
      return action.locked ? 'stage locked' : 'stage'
    case 'withdraw-reboot':
      return `withdraw-reboot, undo ${action.undo}`
    case 'reboot':
      return `${action.soft ? 'soft ' : ''}reboot ${action.how}`
    case 'mask':
      return `mask ${action.units.join(' ')}`
    case 'give-up':
      return `give up ${action.reason}`
    default:
      return action.do
  }
}

const cases: ReadonlyArray<{ readonly name: string; readonly given: ReadonlyArray<Change>; readonly want: string }> = [
  { name: 'stages what is not there', given: [], want: 'stage' },
  { name: 'stages locked where bootc can', given: [able({ switchLocked: true })], want: 'stage locked' },
  {
    name: 'stages unlocked when told so',
    given: [able({ switchLocked: true }), ordered({ lock: false })],
    want: 'stage',
  },
  { name: 'replaces another staged image', given: [host({ staged: entry(OTHER, locked) })], want: 'stage' },
  { name: 'locks what is staged', given: [host({ staged: entry(NEW) })], want: 'lock' },
  {
    name: 'does not lock with a bootc that cannot',
    given: [host({ staged: entry(NEW) }), able({ lock: false, ostreeLock: false })],
    want: 'wait Staged',
  },
  { name: 'does not lock on composefs', given: [host({ staged: entry(NEW), composefs: true })], want: 'wait Staged' },
  {
    name: 'unlocks for somebody else to reboot',
    given: [host({ staged: entry(NEW, locked) }), ordered({ lock: false })],
    want: 'unlock',
  },
  { name: 'waits when all is ready', given: [host({ staged: entry(NEW, locked) })], want: 'wait Staged' },
  {
    name: 'reboots a ready host when ordered',
    given: [host({ staged: entry(NEW, locked) }), toReboot()],
    want: 'reboot staged',
  },
  {
    name: 'ignores a reboot order of another boot',
    given: [host({ staged: entry(NEW, locked) }), toReboot('boot-0/0')],
    want: 'wait Staged',
  },
  { name: 'stages again when a reboot is ordered but nothing is ready', given: [toReboot()], want: 'stage' },
  {
    name: 'knows an index digest by the reference',
    given: [
      host({ staged: entry(NEW, { ...locked, image: `${REPOSITORY}@${INDEX}` }) }),
      ordered({ image: `${REPOSITORY}@${INDEX}` }),
    ],
    want: 'wait Staged',
  },
  { name: 'takes the rollback entry as ready', given: [host({ rollback: entry(NEW) })], want: 'wait Staged' },
  {
    name: 'reboots into the rollback entry when ordered',
    given: [host({ rollback: entry(NEW) }), toReboot()],
    want: 'reboot rollback',
  },
  {
    name: 'unstages another image before it goes back',
    given: [host({ rollback: entry(NEW), staged: entry(OTHER) }), toReboot()],
    want: 'unstage',
  },
  { name: 'is idle on the wanted image', given: [ordered(toNothing)], want: 'wait Idle' },
  {
    name: 'unstages on the wanted image',
    given: [ordered(toNothing), host({ staged: entry(NEW, locked) })],
    want: 'unstage',
  },
  {
    name: 'cannot unstage on composefs',
    given: [ordered(toNothing), host({ staged: entry(NEW), composefs: true })],
    want: 'wait Idle',
  },
  {
    name: 'takes back a rollback that would leave the wanted image',
    given: [ordered(toNothing), host({ rollback: entry(NEW), rollbackQueued: true })],
    want: 'toggle-rollback',
  },
  { name: 'changes nothing when told to observe', given: [ordered({ step: 'Observe' })], want: 'wait Idle' },
  {
    name: 'relocks when a reboot is withdrawn',
    given: [host({ staged: entry(NEW) }), remembering({ intent: intent() })],
    want: 'withdraw-reboot, undo lock',
  },
  {
    name: 'relocks even when told to observe',
    given: [host({ staged: entry(NEW) }), remembering({ intent: intent() }), ordered({ step: 'Observe' })],
    want: 'withdraw-reboot, undo lock',
  },
  {
    name: 'forgets a withdrawn reboot that had not unlocked',
    given: [host({ staged: entry(NEW, locked) }), remembering({ intent: intent() })],
    want: 'withdraw-reboot, undo nothing',
  },
  {
    name: 'toggles back when a return is withdrawn',
    given: [host({ rollback: entry(NEW), rollbackQueued: true }), remembering({ intent: intent({ how: 'rollback' }) })],
    want: 'withdraw-reboot, undo toggle-rollback',
  },
  {
    name: 'withdraws a reboot into another image than the ordered',
    given: [host({ staged: entry(OTHER) }), remembering({ intent: intent({ digest: OTHER }) }), toReboot()],
    want: 'withdraw-reboot, undo lock',
  },
  {
    name: 'goes on with a reboot that is still ordered',
    given: [host({ staged: entry(NEW) }), remembering({ intent: intent() }), toReboot()],
    want: 'reboot staged',
  },
  {
    name: 'waits for a reboot that was asked for',
    given: [host({ staged: entry(NEW) }), remembering({ intent: intent({ tries: 1, nextTryAt: SOON }) }), toReboot()],
    want: 'wait Rebooting',
  },
  {
    name: 'asks again for a reboot that did not happen',
    given: [
      host({ staged: entry(NEW) }),
      remembering({ intent: intent({ tries: 1, nextTryAt: NOW.getTime() }) }),
      toReboot(),
    ],
    want: 'reboot staged',
  },
  {
    name: 'heeds no nonsense of a host that goes down',
    given: [
      seen({ kind: 'unreadable', trouble: { reason: 'UnexpectedOutput', message: 'x', terminal: false } }),
      remembering({ intent: intent({ tries: 1, nextTryAt: SOON }) }),
    ],
    want: 'wait Rebooting',
  },
  {
    name: 'does not try a failed attempt again',
    given: [remembering({ attempt: attempt({ outcome: 'Failed', reason: 'FellBack', message: 'x' }) })],
    want: 'wait Failed FellBack',
  },
  {
    name: 'does not reboot into what fell back',
    given: [
      host({ rollback: entry(NEW) }),
      toReboot(),
      remembering({ attempt: attempt({ outcome: 'Failed', reason: 'FellBack', message: 'x' }) }),
    ],
    want: 'wait Failed FellBack',
  },
  {
    name: 'tries again in another attempt',
    given: [remembering({ attempt: attempt({ key: 'attempt-0', outcome: 'Failed' }) })],
    want: 'stage',
  },
  {
    name: 'is well on the wanted image after a failure',
    given: [ordered(toNothing), remembering({ attempt: attempt({ digest: OLD, outcome: 'Failed' }) })],
    want: 'wait Idle',
  },
  { name: 'pauses after a failure', given: [paused], want: 'wait Staging RegistryUnreachable' },
  {
    name: 'does nothing on a host that is none of bootc',
    given: [host({ booted: undefined })],
    want: 'wait Failed NotBootcHost',
  },
  {
    name: 'does nothing over layered packages',
    given: [host({ booted: undefined, layered: true })],
    want: 'wait Failed LayeredPackages',
  },
  { name: 'does nothing on a live system', given: [host({ readOnly: true })], want: 'wait Failed ReadOnlyHost' },
  { name: 'waits for another command', given: [seen({ kind: 'busy', because: 'x' })], want: 'wait Staging' },
  {
    name: 'is Failed on a host it cannot read',
    given: [seen({ kind: 'unreadable', trouble: { reason: 'UnexpectedOutput', message: 'x', terminal: false } })],
    want: 'wait Failed UnexpectedOutput',
  },
  {
    name: 'refuses an order without a digest',
    given: [ordered({ image: `${REPOSITORY}:v2` })],
    want: 'wait Failed InvalidOrder',
  },
  { name: 'refuses a step it does not know', given: [ordered({ step: 'Wipe' })], want: 'wait Failed InvalidOrder' },
  {
    name: 'ignores an order for another machine',
    given: [ordered({ nodeUID: 'uid-2' }), toReboot(BOOT), ordered({ nodeUID: 'uid-2', step: 'Reboot' })],
    want: 'wait Idle',
  },
]

const TIMER = 'bootc-fetch-apply-updates.timer'
const WORKER = 'bootc-fetch-apply-updates.service'
const softly = (policy: string): Change => toReboot(BOOT, policy)
const prepared = showing({ nextRoot: true, softRebootTarget: true })
const stale = showing({ nextRoot: true })
const asked = remembering({ intent: intent({ soft: 'asked' }) })
const fellBack = remembering({ attempt: attempt({ outcome: 'Failed', reason: 'FellBack', message: 'x' }) })
const queued = host({ rollback: entry(NEW), rollbackQueued: true })
const composefs = { composefs: true, staged: entry(NEW, { verity: 'f'.repeat(128) }) }

/** Rows of the action table (bootc.md §11), in its order and words; several cases where the row has several ways. */
const rows: ReadonlyArray<{
  readonly row: string
  readonly given: ReadonlyArray<Change>
  readonly want: string
}> = [
  { row: 'status timeout', given: [seen({ kind: 'busy', because: 'x' })], want: 'wait Staging' },
  { row: 'b==null', given: [host({ booted: undefined })], want: 'wait Failed NotBootcHost' },
  { row: 'b.incompatible or s.incompatible', given: [host({ layered: true })], want: 'wait Failed LayeredPackages' },
  { row: 'readOnly', given: [host({ readOnly: true })], want: 'wait Failed ReadOnlyHost' },
  { row: 'competing timer active', given: [showing({ competitors: [TIMER] })], want: `mask ${TIMER}` },
  { row: 'competing service active', given: [showing({ competitors: [WORKER] })], want: `mask ${WORKER}` },
  {
    row: 'competing service active, masked already: it is waited for',
    given: [showing({ competitors: [WORKER] }), remembering({ masked: [WORKER] })],
    want: 'wait Staging',
  },
  { row: 'match(b), s==null, not rollbackQueued', given: [ordered(toNothing)], want: 'wait Idle' },
  {
    row: 'match(b), s!=null and not match(s)',
    given: [ordered(toNothing), host({ staged: entry(NEW) })],
    want: 'unstage',
  },
  {
    row: 'match(b), s!=null and not match(s), composefs',
    given: [ordered(toNothing), host(composefs)],
    want: 'unstage',
  },
  { row: 'match(b), rollbackQueued', given: [ordered(toNothing), queued], want: 'toggle-rollback' },
  {
    row: 'match(b), rollbackQueued, and it was taken back once in this boot',
    given: [ordered(toNothing), queued, remembering({ toggledIn: BOOT })],
    want: 'wait Idle',
  },
  {
    row: 'match(b), rollbackQueued, on a unified kernel image, where nobody can tell',
    given: [ordered(toNothing), queued, host({ composefs: true, unifiedKernel: true })],
    want: 'wait Idle',
  },
  {
    row: 'match(b), rollbackQueued, on composefs with more than two entries, where bootc panics',
    given: [ordered(toNothing), queued, host({ composefs: true, others: 1 })],
    want: 'wait Idle',
  },
  {
    row: 'match(s), policy not yet allowing apply, not downloadOnly',
    given: [host({ staged: entry(NEW) })],
    want: 'lock',
  },
  {
    row: 'match(s), policy not yet allowing apply, not downloadOnly, old bootc on a new ostree',
    given: [host({ staged: entry(NEW) }), able({ lock: false })],
    want: 'lock',
  },
  {
    row: 'match(s), apply allowed, downloadOnly',
    given: [host({ staged: entry(NEW, locked) }), toReboot()],
    want: 'reboot staged',
  },
  {
    row: 'match(s), apply allowed, unlocked',
    given: [host({ staged: entry(NEW) }), toReboot()],
    want: 'reboot staged',
  },
  { row: 'match(r)', given: [host({ rollback: entry(NEW) }), toReboot()], want: 'reboot rollback' },
  {
    row: 'match(r), composefs',
    given: [host({ rollback: entry(NEW), composefs: true }), toReboot()],
    want: 'reboot rollback',
  },
  {
    row: 'match(r), on a unified kernel image',
    given: [host({ rollback: entry(NEW), composefs: true, unifiedKernel: true }), toReboot()],
    want: 'give up RollbackUnknown',
  },
  { row: 'otherwise', given: [], want: 'stage' },
]

/** What the recordings of the real bootc add to it. */
const findings: typeof rows = [
  { row: 'the status lies', given: [showing({ softRebootTarget: true })], want: 'complete-boot' },
  {
    row: 'the status lies, and looks like a fallback',
    given: [showing({ softRebootTarget: true }), queued, asked, toReboot('boot-1/1')],
    want: 'complete-boot',
  },
  {
    row: 'the status lies, and telling it failed',
    given: [showing({ softRebootTarget: true }), paused],
    want: 'wait Staging RegistryUnreachable',
  },
  {
    row: 'it cannot lie on composefs',
    given: [showing({ softRebootTarget: true }), host({ composefs: true })],
    want: 'stage',
  },
  {
    row: 'a stale soft reboot under a staged image',
    given: [stale, host({ staged: entry(NEW, locked) }), toReboot()],
    want: 'unstage',
  },
  { row: 'a stale soft reboot alone', given: [stale, toReboot()], want: 'reset-soft-reboot' },
  { row: "somebody's soft reboot", given: [prepared, host({ staged: entry(OTHER) })], want: 'unstage' },
  {
    row: 'a prepared soft reboot that is still ordered',
    given: [prepared, host({ staged: entry(NEW) }), asked, softly('AllowSoftReboot')],
    want: 'soft reboot staged',
  },
  {
    row: 'a prepared soft reboot that is withdrawn: a lock would not hold',
    given: [prepared, host({ staged: entry(NEW) }), asked],
    want: 'withdraw-reboot, undo unstage',
  },
  {
    row: 'bound images are missing',
    given: [showing({ boundImagesMissing: true }), host({ staged: entry(NEW) })],
    want: 'unstage',
  },
  {
    row: 'bootc wishes a reboot for a locked image',
    given: [showing({ rebootRequired: true }), host({ staged: entry(NEW, locked) })],
    want: 'clear-reboot-required',
  },
  {
    row: 'bootc wishes a reboot for an image that anyone may reboot into',
    given: [showing({ rebootRequired: true }), host({ staged: entry(NEW) }), ordered({ lock: false })],
    want: 'wait Staged',
  },
  {
    row: 'bootc wishes a reboot for an image that nothing can lock',
    given: [showing({ rebootRequired: true }), host({ staged: entry(NEW) }), able({ lock: false, ostreeLock: false })],
    want: 'wait Staged',
  },
  {
    row: 'soft reboots where the policy lets it and the host can',
    given: [host({ staged: entry(NEW, locked) }), softly('AllowSoftReboot')],
    want: 'soft reboot staged',
  },
  {
    row: 'soft reboots into the rollback entry',
    given: [host({ rollback: entry(NEW) }), softly('RequireSoftReboot')],
    want: 'soft reboot rollback',
  },
  {
    row: 'reboots fully where the host cannot',
    given: [host({ staged: entry(NEW, { softRebootCapable: false }) }), softly('AllowSoftReboot')],
    want: 'reboot staged',
  },
  {
    row: 'reboots fully where this bootc cannot',
    given: [host({ staged: entry(NEW) }), able({ softReboot: false }), softly('AllowSoftReboot')],
    want: 'reboot staged',
  },
  {
    row: 'reboots fully after a soft reboot that did not take',
    given: [
      queued,
      remembering({ intent: intent({ soft: 'failed', how: 'rollback', fromBoot: 'boot-1/-1' }) }),
      softly('AllowSoftReboot'),
      toReboot('boot-1/-1', 'AllowSoftReboot'),
    ],
    want: 'reboot rollback',
  },
  {
    row: 'gives up where it must be soft and cannot',
    given: [host({ staged: entry(NEW, { softRebootCapable: false }) }), softly('RequireSoftReboot')],
    want: 'give up SoftRebootImpossible',
  },
  {
    row: 'keeps the boot loader from what fell back',
    given: [fellBack, queued],
    want: 'toggle-rollback',
  },
  {
    row: 'leaves a host alone that somebody took to another image',
    given: [remembering({ attempt: attempt({ outcome: 'Succeeded' }) })],
    want: 'wait Idle',
  },
  {
    row: 'is not held up for ever by a clock that jumped back',
    given: [
      host({ staged: entry(NEW) }),
      remembering({ intent: intent({ tries: 1, nextTryAt: SOON + 86_400_000 }) }),
      toReboot(),
    ],
    want: 'reboot staged',
  },
  {
    row: 'asks no longer once the host is in another boot',
    given: [
      host({ booted: entry(NEW) }),
      remembering({ intent: intent({ tries: 1, nextTryAt: SOON, askedIn: 'boot-0/0' }) }),
    ],
    want: 'withdraw-reboot, undo nothing',
  },
]

describe('the action table of the agent', () => {
  for (const { row, given, want } of [...rows, ...findings]) {
    it(`${row}: ${want}`, () => assert.equal(told(decide(situation(...given))), want))
  }
})

describe('the agent', () => {
  for (const { name, given, want } of cases) it(name, () => assert.equal(told(decide(situation(...given))), want))
})
