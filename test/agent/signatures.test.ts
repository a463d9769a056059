import assert from 'node:assert/strict'
import { imageOf } from './support/crash/images'
import { play } from './support/crash/play'
import type { Play, Played } from './support/crash/script'
import { conditionOf, failedFor, inTurn, isStaged, rolloutTo, runs, type Status } from './support/rollouts'

const REQUIRED = { requireSignature: true }
const SIGNED = { host: { signaturePolicy: 'signed' }, signed: ['v1', 'v2'] }

const switches = ({ effects }: Played): ReadonlyArray<string> => effects.filter(name => /^bootc switch/.test(name))
const stagedIn = ({ state }: Played): string | undefined => state.run.staged?.deployment.image.version
const isDegraded =
  (reason: string) =>
  (status: Status): boolean =>
    status.phase === 'Failed' && conditionOf(status, 'Degraded')?.reason === reason

/** The same target, at first without and then with the requirement. */
const requiredLater = () =>
  inTurn([rolloutTo('v2', 'RebootOnly'), isStaged('v2')], [rolloutTo('v2', 'RebootOnly', REQUIRED), () => false])
/** Until the requirement is seen, only stages. */
const stagedThenRequired = (): Play['rollout'] => {
  const rollout = requiredLater()
  return status => ({ ...rollout(status), ...(status.phase === 'Staged' ? { step: 'Stage' } : {}) })
}

const stories: ReadonlyArray<Play & { readonly name: string; readonly ends: (played: Played) => void }> = [
  {
    name: 'pulls with enforcement, and reboots into what was verified',
    ...SIGNED,
    rollout: rolloutTo('v2', 'RebootOnly', REQUIRED),
    isOver: runs('v2'),
    ends: played => {
      assert.deepEqual(switches(played), [`bootc switch --enforce-container-sigpolicy ${imageOf('v2')}`])
      assert.deepEqual(played.reboots, ['reboot'])
    },
  },
  {
    name: 'stages nothing that has no signature, and asks again, since one may be pushed later',
    ...SIGNED,
    rollout: rolloutTo('v3', 'RebootOnly', REQUIRED),
    isOver: status => conditionOf(status, 'Degraded')?.reason === 'SignatureMissing',
    linger: 20,
    ends: played => {
      const tries = switches(played).length
      assert.ok(tries > 1 && tries < 20, `tried ${tries} times`)
      assert.deepEqual(
        [stagedIn(played), played.reboots, played.status.attempt?.outcome],
        [undefined, [], 'InProgress'],
      )
    },
  },
  {
    name: 'stages an image whose signature is pushed a little later',
    ...SIGNED,
    faults: { switch: { name: 'signature-rejected', times: 2 } },
    rollout: rolloutTo('v2', 'RebootOnly', REQUIRED),
    isOver: runs('v2'),
    ends: played => assert.deepEqual([switches(played).length, played.reboots], [3, ['reboot']]),
  },
  {
    name: 'gives up an image whose signature is wrong',
    ...SIGNED,
    faults: { switch: 'signature-wrong' },
    rollout: rolloutTo('v2', 'RebootOnly', REQUIRED),
    isOver: failedFor('SignatureRejected'),
    linger: 20,
    ends: played => {
      assert.equal(switches(played).length, 1)
      assert.match(played.status.attempt?.message ?? '', /Source image rejected/)
    },
  },
  {
    name: 'gives up where the policy of the host asks for nothing',
    rollout: rolloutTo('v2', 'RebootOnly', REQUIRED),
    isOver: failedFor('SignatureRejected'),
    linger: 20,
    ends: played => {
      assert.equal(switches(played).length, 1)
      assert.match(played.status.attempt?.message ?? '', /refusing usage$/)
    },
  },
  {
    name: 'pulls nothing on composefs, where nobody could tell whether it was enforced',
    host: { backend: 'composefs', activeUnits: [] },
    rollout: rolloutTo('v2', 'RebootOnly', REQUIRED),
    isOver: isDegraded('SignatureUnsupported'),
    linger: 20,
    ends: played => assert.deepEqual([switches(played), stagedIn(played)], [[], undefined]),
  },
  {
    name: 'takes away what somebody staged without it, and gives up when bootc would not look at it again',
    ...SIGNED,
    before: async ({ run }) => {
      await run('bootc', 'switch', imageOf('v2'))
    },
    rollout: rolloutTo('v2', 'RebootOnly', REQUIRED),
    isOver: failedFor('SignatureUnverified'),
    linger: 20,
    ends: played => {
      assert.equal(stagedIn(played), undefined)
      assert.deepEqual(played.reboots, [])
      assert.equal(switches(played).length, 1)
    },
  },
  {
    name: 'takes away on composefs what was staged before it was required',
    host: { backend: 'composefs', activeUnits: [] },
    rollout: stagedThenRequired(),
    isOver: isDegraded('SignatureUnsupported'),
    linger: 20,
    ends: played => assert.deepEqual([stagedIn(played), played.reboots], [undefined, []]),
  },
  {
    name: 'takes away what was staged before it was required, and never calls it ready',
    ...SIGNED,
    rollout: stagedThenRequired(),
    isOver: failedFor('SignatureUnverified'),
    linger: 20,
    ends: played =>
      assert.deepEqual([stagedIn(played), played.reboots, played.status.ready], [undefined, [], undefined]),
  },
  {
    name: 'goes on with what runs already, and says that its signature was not required',
    rollout: rolloutTo('v1', 'RebootOnly', REQUIRED),
    isOver: ({ phase, message }) => phase === 'Idle' && /as wanted; its signature was not required/.test(message ?? ''),
    ends: played => assert.deepEqual(switches(played), []),
  },
]

describe('an agent that must have signatures', function () {
  this.timeout(300_000)
  for (const { name, ...script } of stories) {
    it(name, async () => assert.deepEqual((await play(script)).unordered, []))
  }

  it('stages again what it had verified, after a power cut has taken it away', async () => {
    const script: Play = { ...SIGNED, rollout: rolloutTo('v2', 'RebootOnly', REQUIRED), isOver: runs('v2') }
    const { reboots, ...played } = await play({ ...script, crash: { at: 'report Staged', how: 'power-cut' } })
    assert.deepEqual([reboots, switches(played as Played).length], [['power-cut', 'reboot'], 2])
  })
})
