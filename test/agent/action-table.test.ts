import assert from 'node:assert/strict'
import { decide } from '../../agent/decide/decide'
import { summaryOf } from './support/action-summary'
import {
  able,
  attempt,
  BOOT,
  type Change,
  entry,
  host,
  intent,
  locked,
  NEW,
  OLD,
  OTHER,
  ordered,
  paused,
  rebooting,
  remembering,
  SOON,
  seen,
  showing,
  situation,
  toNothing,
  toReboot,
} from './support/situations'

const TIMER = 'bootc-fetch-apply-updates.timer'
const WORKER = 'bootc-fetch-apply-updates.service'
const softly = (policy: string): Change => toReboot(BOOT, policy)
const prepared = showing({ nextRoot: true, softRebootTarget: true })
const stale = showing({ nextRoot: true })
const asked = remembering({ intent: intent({ soft: 'asked' }) })
const fellBack = remembering({ attempt: attempt({ outcome: 'Failed', reason: 'FellBack', message: 'x' }) })
const queued = host({ rollback: entry(NEW), rollbackQueued: true })
const composefs = { composefs: true, staged: entry(NEW, { verity: 'f'.repeat(128) }) }

const newest = { composefs: true }
/** On composefs, where entries have a name of their own; locked. */
const stagedOn = (digest: string) => entry(digest, { ...locked, verity: 'f'.repeat(128) })
const unlockedOn = (digest: string) => entry(digest, { verity: 'f'.repeat(128) })
/** With a bootc that reports which unified kernel image boots next. */
const unified = [host({ composefs: true, unifiedKernel: true }), able({ unifiedRollback: true })]

/** Rows of the action table (bootc-contract.md §11), in its order and words; several cases where the row has several ways. */
const rows: ReadonlyArray<{
  readonly row: string
  readonly given: ReadonlyArray<Change>
  readonly want: string
}> = [
  { row: 'status timeout', given: [seen({ kind: 'busy', because: 'x' })], want: 'wait Staging' },
  {
    row: 'status timeout while a failure is retried: it has not succeeded',
    given: [seen({ kind: 'busy', because: 'x' }), paused],
    want: 'wait Staging RegistryUnreachable',
  },
  {
    row: 'status timeout after the attempt has failed',
    given: [
      seen({ kind: 'busy', because: 'x' }),
      remembering({ attempt: attempt({ outcome: 'Failed', reason: 'NotABootcImage', message: 'x' }) }),
    ],
    want: 'wait Staging NotABootcImage',
  },
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
  {
    // Release notes of 1.16.11.
    row: 'match(r), on a unified kernel image, since bootc reports which one boots next',
    given: [...unified, host({ rollback: entry(NEW) }), toReboot()],
    want: 'reboot rollback',
  },
  {
    row: 'match(b), rollbackQueued, on a unified kernel image, since bootc reports which one boots next',
    given: [...unified, ordered(toNothing), queued],
    want: 'toggle-rollback',
  },
  {
    row: 'another unified kernel image is staged',
    given: [host({ composefs: true, unifiedKernel: true, staged: stagedOn(OTHER) })],
    want: 'unstage',
  },
  { row: 'match(s), unlocked, composefs', given: [host({ ...newest, staged: unlockedOn(NEW) })], want: 'wait Staged' },
  {
    row: 'match(s), unlocked, composefs that can stage locked (411 to 413)',
    given: [able({ switchLocked: true }), host({ ...newest, staged: unlockedOn(NEW) })],
    want: 'relock',
  },
  {
    row: 'match(s), unlocked, composefs that can stage locked, for the fourth time in this boot',
    given: [
      able({ switchLocked: true }),
      host({ ...newest, staged: unlockedOn(NEW) }),
      remembering({ relocked: { boot: BOOT, times: 3 } }),
    ],
    want: 'wait Staged',
  },
  {
    row: 'match(s), unlocked, composefs, lock is false',
    given: [able({ switchLocked: true }), host({ ...newest, staged: unlockedOn(NEW) }), ordered({ lock: false })],
    want: 'wait Staged',
  },
  {
    row: 'match(s), locked, composefs, a soft reboot allowed (410)',
    given: [able({ switchLocked: true }), host({ ...newest, staged: stagedOn(NEW) }), softly('AllowSoftReboot')],
    want: 'soft reboot staged',
  },
  {
    row: 'match(s), locked, composefs, a soft reboot allowed, not capable of it (253)',
    given: [
      able({ switchLocked: true }),
      host({ ...newest, staged: { ...stagedOn(NEW), softRebootCapable: false } }),
      softly('AllowSoftReboot'),
    ],
    want: 'reboot staged',
  },
  {
    row: 'match(s), unlocked, composefs, a soft reboot allowed: bootc would prepare nothing (465)',
    given: [able({ switchLocked: true }), host({ ...newest, staged: unlockedOn(NEW) }), softly('AllowSoftReboot')],
    want: 'reboot staged',
  },
  {
    row: 'match(s), unlocked, composefs, a soft reboot required',
    given: [able({ switchLocked: true }), host({ ...newest, staged: unlockedOn(NEW) }), softly('RequireSoftReboot')],
    want: 'relock',
  },
  {
    row: 'match(r), composefs, a soft reboot allowed: `rollback` ignores the option (455)',
    given: [able({ switchLocked: true }), host({ ...newest, rollback: entry(NEW) }), softly('AllowSoftReboot')],
    want: 'reboot rollback',
  },
  {
    row: 'withdrawn, unlocked, composefs that can stage locked',
    given: [able({ switchLocked: true }), host({ ...newest, staged: unlockedOn(NEW) }), rebooting, ordered({})],
    want: 'withdraw-reboot, undo unstage',
  },
  {
    row: 'withdrawn, unlocked, composefs up to 1.16.9',
    given: [host({ ...newest, staged: unlockedOn(NEW) }), rebooting, ordered({})],
    want: 'withdraw-reboot, undo nothing',
  },
  {
    row: 'match(b), b is staged once more with other kernel arguments, locked or not (318, 319)',
    given: [ordered(toNothing), host({ staged: entry(OLD) })],
    want: 'wait Idle',
  },
  {
    row: 'match(r), other kernel arguments are staged: they stay until the reboot is ordered',
    given: [host({ staged: entry(OLD), rollback: entry(NEW) })],
    want: 'wait Staged',
  },
  {
    row: 'not match(b), other kernel arguments are staged',
    given: [host({ staged: entry(OLD, locked) })],
    want: 'stage',
  },
  {
    row: 'withdrawn, other kernel arguments are staged',
    given: [rebooting, host({ staged: entry(OLD) }), ordered({})],
    want: 'withdraw-reboot, undo nothing',
  },
  { row: 'otherwise', given: [], want: 'stage' },
]

const observing = (spec: object = {}): Change => ordered({ step: 'Observe', ...spec })

/** Under every step the host is guarded; `Observe` alone pulls nothing. */
const guarded: typeof rows = [
  { row: 'Observe, nothing to do', given: [observing()], want: 'wait Idle' },
  { row: 'Observe, a competing timer', given: [observing(), showing({ competitors: [TIMER] })], want: `mask ${TIMER}` },
  {
    row: 'Observe, a competing service that is masked already',
    given: [observing(), showing({ competitors: [WORKER] }), remembering({ masked: [WORKER] })],
    want: 'wait Idle',
  },
  {
    row: 'Observe for what runs, another image is staged',
    given: [observing(toNothing), host({ staged: entry(OTHER, locked) })],
    want: 'unstage',
  },
  {
    row: 'Observe for what runs, another image is staged, composefs',
    given: [observing(toNothing), host(composefs)],
    want: 'unstage',
  },
  {
    row: 'Observe for what runs, a rollback is queued',
    given: [observing(toNothing), queued],
    want: 'toggle-rollback',
  },
  { row: "Observe, somebody's soft reboot", given: [observing(), stale], want: 'reset-soft-reboot' },
  {
    row: 'waits for its turn, another image is staged and comes up with any reboot',
    given: [observing(), host({ staged: entry(OTHER) })],
    want: 'unstage',
  },
  {
    row: 'waits for its turn, another image is staged and locked',
    given: [observing(), host({ staged: entry(OTHER, locked) })],
    want: 'wait Idle',
  },
  {
    row: 'waits for its turn, the wanted image was staged by hand',
    given: [observing(), host({ staged: entry(NEW) })],
    want: 'lock',
  },
  {
    row: 'waits for its turn, the wanted image was staged by hand where nothing locks it',
    given: [observing(), host(composefs)],
    want: 'wait Staged',
  },
  {
    row: 'waits for its turn, the rollback entry is wanted',
    given: [observing(), host({ rollback: entry(NEW) })],
    want: 'wait Staged',
  },
  { row: 'waits for its turn after a fallback', given: [observing(), fellBack, queued], want: 'toggle-rollback' },
  {
    row: 'another image is staged and comes up with any reboot, before the pull that replaces it',
    given: [host({ staged: entry(OTHER) })],
    want: 'unstage',
  },
  {
    row: 'another image is staged and comes up with any reboot, and the pull that would replace it failed for good',
    given: [
      host({ staged: entry(OTHER) }),
      remembering({ attempt: attempt({ outcome: 'Failed', reason: 'ImageNotFound' }) }),
    ],
    want: 'unstage',
  },
  {
    row: 'another image is staged and locked: the pull replaces it',
    given: [host({ staged: entry(OTHER, locked) })],
    want: 'stage',
  },
  {
    row: 'the booted image is staged again, with kernel arguments of an admin',
    given: [observing(), host({ staged: entry(OLD) })],
    want: 'wait Idle',
  },
  {
    row: 'the wanted and booted image is staged again by hand: it stays as it is',
    given: [observing(toNothing), host({ staged: entry(OLD) })],
    want: 'wait Idle',
  },
  {
    row: 'bootc wishes a reboot for an image that was taken away, and others may reboot the node',
    given: [observing({ ...toNothing, lock: false }), showing({ rebootRequired: true })],
    want: 'clear-reboot-required',
  },
  {
    row: 'bootc wishes a reboot for an image that is unlocked in a moment',
    given: [ordered({ lock: false }), host({ staged: entry(NEW, locked) }), showing({ rebootRequired: true })],
    want: 'unlock',
  },
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
    want: 'reset-soft-reboot',
  },
  {
    row: "somebody's soft reboot on composefs, where the mount does not go with the image (411)",
    given: [prepared, host({ ...newest, staged: stagedOn(NEW) })],
    want: 'reset-soft-reboot',
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
  for (const { row, given, want } of [...rows, ...guarded, ...findings]) {
    it(`${row}: ${want}`, () => assert.equal(summaryOf(decide(situation(...given))), want))
  }
})
