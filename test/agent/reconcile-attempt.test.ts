import assert from 'node:assert/strict'
import { reconcileAttempt } from '../../agent/decide/reconcile-attempt'
import {
  attempt,
  BOOT,
  type Change,
  entry,
  host,
  inBoot,
  intent,
  NEW,
  NEXT,
  NOW,
  OLD,
  OTHER,
  ordered,
  REPOSITORY,
  rebooting,
  remembering,
  showing,
  situation,
} from './support/situations'

const LOST = remembering({ attempt: attempt(), intent: intent(), losses: 1 })

const cases: ReadonlyArray<{ readonly name: string; readonly given: ReadonlyArray<Change>; readonly want: object }> = [
  {
    name: 'begins an attempt and notes where it comes from',
    given: [],
    want: { outcome: 'InProgress', previousImage: `${REPOSITORY}@${OLD}`, intent: false },
  },
  {
    name: 'pins the image it comes from, if that was a tag',
    given: [host({ booted: entry(OLD, { image: `${REPOSITORY}:v1` }) })],
    want: { outcome: 'InProgress', previousImage: `${REPOSITORY}@${OLD}`, intent: false },
  },
  {
    name: 'names no image to return to that has no registry',
    given: [host({ booted: entry(OLD, { transport: 'oci' }) })],
    want: { outcome: 'InProgress', previousImage: undefined, intent: false },
  },
  {
    name: 'begins none while it only observes',
    given: [ordered({ step: 'Observe' })],
    want: { outcome: undefined, previousImage: undefined, intent: false },
  },
  {
    name: 'begins none for what it runs',
    given: [host({ booted: entry(NEW) })],
    want: { outcome: undefined, previousImage: undefined, intent: false },
  },
  {
    name: 'notes where it comes from when a target is by chance what ran before',
    given: [
      host({ booted: entry(OTHER) }),
      remembering({
        attempt: attempt({
          key: 'attempt-0',
          digest: OTHER,
          outcome: 'Succeeded',
          previousImage: `${REPOSITORY}@${NEW}`,
        }),
      }),
    ],
    want: { outcome: 'InProgress', previousImage: `${REPOSITORY}@${OTHER}`, intent: false },
  },
  {
    name: 'keeps the place to return to when it returns',
    given: [
      host({ booted: entry(OTHER) }),
      ordered({ attempt: 'attempt-0~back' }),
      remembering({
        attempt: attempt({
          key: 'attempt-0',
          digest: OTHER,
          outcome: 'Succeeded',
          previousImage: `${REPOSITORY}@${NEW}`,
        }),
      }),
    ],
    want: { outcome: 'InProgress', previousImage: `${REPOSITORY}@${NEW}`, intent: false },
  },
  {
    name: 'waits for the reboot in the same boot',
    given: [rebooting, host({ staged: entry(NEW) })],
    want: { outcome: 'InProgress', previousImage: `${REPOSITORY}@${OLD}`, intent: true },
  },
  {
    name: 'succeeded with the wanted image in another boot',
    given: [rebooting, inBoot(NEXT), host({ booted: entry(NEW), rollback: entry(OLD) })],
    want: { outcome: 'Succeeded', previousImage: `${REPOSITORY}@${OLD}`, intent: false, finishedAt: NOW.toISOString() },
  },
  {
    name: 'succeeded after a soft reboot too',
    given: [rebooting, inBoot('boot-1/1'), host({ booted: entry(NEW) })],
    want: { outcome: 'Succeeded', previousImage: `${REPOSITORY}@${OLD}`, intent: false, finishedAt: NOW.toISOString() },
  },
  {
    name: 'fell back when another boot runs the old image',
    given: [rebooting, inBoot(NEXT), host({ rollback: entry(NEW), rollbackQueued: true })],
    want: {
      outcome: 'Failed',
      reason: 'FellBack',
      previousImage: `${REPOSITORY}@${OLD}`,
      intent: false,
      finishedAt: NOW.toISOString(),
    },
  },
  {
    name: 'stages once more when the staged image was lost',
    given: [rebooting, inBoot(NEXT)],
    want: { outcome: 'InProgress', previousImage: `${REPOSITORY}@${OLD}`, intent: false },
  },
  {
    name: 'fails when it is lost again',
    given: [LOST, inBoot(NEXT)],
    want: {
      outcome: 'Failed',
      reason: 'StagedLost',
      previousImage: `${REPOSITORY}@${OLD}`,
      intent: false,
      finishedAt: NOW.toISOString(),
    },
  },
  {
    name: 'succeeded when somebody else rebooted the host',
    given: [remembering({ attempt: attempt() }), inBoot(NEXT), host({ booted: entry(NEW) })],
    want: { outcome: 'Succeeded', previousImage: `${REPOSITORY}@${OLD}`, intent: false, finishedAt: NOW.toISOString() },
  },
]

describe('what the agent remembers', () => {
  for (const { name, given, want } of cases) {
    it(name, () => {
      const { attempt: after, intent: left } = reconcileAttempt(situation(...given))
      const { outcome, reason, previousImage, finishedAt } = after ?? {}
      const got = {
        outcome,
        previousImage,
        intent: left !== undefined,
        ...(reason && { reason }),
        ...(finishedAt && { finishedAt }),
      }
      assert.deepEqual(got, want)
    })
  }
  const pulledIn = (pulling: string) => remembering({ attempt: attempt(), pulling })
  const storeAfter = (...given: ReadonlyArray<Change>) => {
    const { unclean, pulling } = reconcileAttempt(situation(...given))
    return { unclean, pulling }
  }
  const CLEAN = { unclean: undefined, pulling: undefined }
  const UNCLEAN = { unclean: true, pulling: undefined }
  // What bootc said of its layers lies below /run (recorded step 330: the layer is kept, whatever it said).
  it('is an unclean store after a pull that no agent saw the end of, and a kernel start', () => {
    assert.deepEqual(storeAfter(pulledIn(BOOT), inBoot(NEXT)), UNCLEAN)
    assert.deepEqual(storeAfter(pulledIn(BOOT), inBoot('boot-1/1')), CLEAN)
    assert.deepEqual(storeAfter(pulledIn(BOOT)), CLEAN)
  })
  it('is an unclean store as soon as a pull has said so, but on composefs (recorded steps 330, 424)', () => {
    const said = showing({ layerCorrupted: true })
    assert.deepEqual(storeAfter(pulledIn(BOOT), said), UNCLEAN)
    assert.deepEqual(storeAfter(pulledIn(BOOT), said, host({ composefs: true })), CLEAN)
  })
  it('stays the same object when nothing is new', () => {
    const first = reconcileAttempt(situation())
    assert.equal(reconcileAttempt(situation(remembering(first))), first)
  })
})

describe('the memory of a host that was installed anew with the other backend, on a disk that kept /var', () => {
  const ended = { attempt: attempt({ outcome: 'Failed', reason: 'FellBack' }), unclean: true, masked: ['x.timer'] }
  const remembered = (...changes: ReadonlyArray<Change>) => reconcileAttempt(situation(...changes))
  for (const [was, is] of [
    ['Ostree', 'Composefs'],
    ['Composefs', 'Ostree'],
  ] as const) {
    it(`inherits nothing: ${was} before, ${is} now`, () => {
      const memory = remembered(remembering({ ...ended, backend: was }), host({ composefs: is === 'Composefs' }))
      assert.deepEqual(memory.attempt?.outcome, 'InProgress')
      assert.deepEqual([memory.unclean, memory.masked, memory.backend], [undefined, undefined, is])
    })
    it(`stays as it is while the host is on ${is}, and where bootc names nothing that is booted`, () => {
      const kept = remembering({ ...ended, backend: is })
      assert.equal(remembered(kept, host({ composefs: is === 'Composefs' })).attempt?.reason, 'FellBack')
      assert.equal(remembered(kept, host({ booted: undefined })).attempt?.reason, 'FellBack')
    })
  }
})
