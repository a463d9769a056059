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
  INDEX,
  intent,
  locked,
  NEW,
  NOW,
  OLD,
  OTHER,
  ordered,
  paused,
  REPOSITORY,
  remembering,
  SOON,
  seen,
  showing,
  situation,
  toNothing,
  toReboot,
} from './support/situations'

const cases: ReadonlyArray<{ readonly name: string; readonly given: ReadonlyArray<Change>; readonly want: string }> = [
  { name: 'stages what is not there', given: [], want: 'stage' },
  {
    name: 'cleans the store of a layer that failed its digest check before it pulls again',
    given: [showing({ layerCorrupted: true })],
    want: 'clean-store',
  },
  {
    name: 'cleans it also after a reboot, or an agent that was killed',
    given: [remembering({ unclean: true })],
    want: 'clean-store',
  },
  {
    name: 'cleans nothing on composefs, which does not keep such a layer',
    given: [showing({ layerCorrupted: true }), host({ composefs: true })],
    want: 'stage',
  },
  {
    name: 'cleans nothing while nothing is to be pulled',
    given: [showing({ layerCorrupted: true }), host({ booted: entry(NEW) })],
    want: 'wait Idle',
  },
  {
    // The retry of a pull that got an altered layer deploys it (recorded step 330).
    name: 'takes away what is staged from a store that has an altered layer, whatever the order',
    given: [remembering({ unclean: true }), toReboot(), host({ staged: entry(NEW, locked) })],
    want: 'unstage',
  },
  {
    name: 'takes away what composefs staged for another architecture, and gives up',
    given: [
      host({
        composefs: true,
        booted: entry(OLD, { architecture: 'amd64' }),
        staged: entry(NEW, { architecture: 'arm64', verity: 'f'.repeat(128) }),
      }),
    ],
    want: 'refuse-staged',
  },
  {
    name: 'takes an image for its own when nobody says what it is for',
    given: [host({ booted: entry(OLD, { architecture: 'amd64' }), staged: entry(NEW, locked) })],
    want: 'wait Staged',
  },
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
      seen({ kind: 'unreadable', failure: { reason: 'UnexpectedOutput', message: 'x', terminal: false } }),
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
    given: [seen({ kind: 'unreadable', failure: { reason: 'UnexpectedOutput', message: 'x', terminal: false } })],
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

describe('the agent', () => {
  for (const { name, given, want } of cases) it(name, () => assert.equal(summaryOf(decide(situation(...given))), want))
})
