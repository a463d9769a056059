import assert from 'node:assert/strict'
import { NEWEST } from '../../testbed/hosts/bootc/chosen-release'
import { play } from '../agent/support/crash/play'
import type { Crash, Played } from '../agent/support/crash/script'
import { inTurn, rolloutTo, runs } from '../agent/support/rollouts'

const soft = (crash?: Crash): Promise<Played> =>
  play({ rollout: rolloutTo('v2', 'AllowSoftReboot'), isOver: runs('v2'), crash })
/** A bootc with `switch --download-only`, which composefs needs for it (recorded steps 402 to 422). */
const softComposefs = (crash?: Crash): Promise<Played> =>
  play({
    host: { backend: 'composefs', bootcVersion: NEWEST, activeUnits: [] },
    rollout: rolloutTo('v2', 'AllowSoftReboot'),
    isOver: runs('v2'),
    crash,
  })
/** On each backend with each recorded release: one that locks when it stages, and one that does not. */
const updateOn =
  (host: object) =>
  (crash?: Crash): Promise<Played> =>
    play({ host, rollout: rolloutTo('v2'), isOver: runs('v2'), crash })
const thereAndBack = (crash?: Crash): Promise<Played> =>
  play({
    rollout: inTurn([rolloutTo('v2'), runs('v2')], [rolloutTo('v1', 'RebootOnly', { attempt: 'v2~back' }), runs('v1')]),
    isOver: runs('v1'),
    crash,
  })

const signed = (crash?: Crash): Promise<Played> =>
  play({
    host: { signaturePolicy: 'signed' },
    signed: ['v1', 'v2'],
    rollout: rolloutTo('v2', 'RebootOnly', { requireSignature: true }),
    isOver: runs('v2'),
    crash,
  })

const alteredTimes =
  (times: number) =>
  (crash?: Crash): Promise<Played> =>
    play({
      faults: { switch: { name: 'corrupted-layer', times } },
      rollout: rolloutTo('v2'),
      isOver: runs('v2'),
      crash,
    })

/** Without a power cut: after one between the pull and the next observation, whether it was verified is lost. */
const KILLS = ['before', 'after'] as const
const ALL = [...KILLS, 'power-cut'] as const

const STORIES = [
  ...(['ostree', 'composefs'] as const).flatMap(backend =>
    ['1.16.9', NEWEST].map(bootcVersion => ({
      name: `an update with bootc ${bootcVersion} on ${backend}`,
      story: updateOn({ backend, bootcVersion, activeUnits: [] }),
      end: 'v2',
      downs: ['reboot'],
      hows: ALL,
    })),
  ),
  { name: 'an update by a soft reboot', story: soft, end: 'v2', downs: ['soft-reboot'], hows: ALL },
  { name: 'a soft reboot on composefs', story: softComposefs, end: 'v2', downs: ['soft-reboot'], hows: ALL },
  { name: 'an update and the way back', story: thereAndBack, end: 'v1', downs: ['reboot', 'reboot'], hows: ALL },
  {
    name: 'an update past a layer that was altered',
    story: alteredTimes(2),
    end: 'v2',
    downs: ['reboot'],
    hows: KILLS,
  },
  // The second pull gets the right layer: an agent that forgot the first would install the altered one.
  { name: 'an update past one altered layer', story: alteredTimes(1), end: 'v2', downs: ['reboot'], hows: ALL },
  { name: 'an update with signatures', story: signed, end: 'v2', downs: ['reboot'], hows: KILLS },
] as const

/** They wait most of the time, so several run at once. */
const sideBySide = async (count: number, run: (at: number) => Promise<void>): Promise<void> => {
  let next = 0
  const runner = async (): Promise<void> => {
    while (next < count) {
      const at = next
      next += 1
      await run(at)
    }
  }
  await Promise.all([runner(), runner(), runner(), runner()])
}

describe('an agent that is killed', function () {
  this.timeout(900_000)
  for (const { name, story, end, downs, hows } of STORIES) {
    it(`is not killed, and finishes ${name}`, async () => {
      const { booted, reboots, unordered } = await story()
      assert.deepEqual({ booted, reboots, unordered }, { booted: end, reboots: downs, unordered: [] })
    })
    for (const how of hows) {
      it(`at any effect of ${name} (${how}) finishes it, and reboots by order alone`, async () => {
        const { effects } = await story()
        await sideBySide(effects.length, async at => {
          const where = `killed at ${at} (${effects[at]})`
          const { booted, reboots, unordered, state } = await story({ at, how }).catch((error: Error) => {
            throw new Error(`${where}: ${error.message}`)
          })
          assert.deepEqual(
            Object.values(state.layers).filter(layer => layer.altered),
            [],
            where,
          )
          assert.equal(booted, end, where)
          assert.deepEqual(unordered, [], where)
          const asked = reboots.filter(one => one !== 'power-cut')
          assert.ok(asked.length <= downs.length, `${where}: ${reboots.join(', ')}`)
          assert.deepEqual(
            asked.filter(one => one.startsWith('hangs')),
            [],
            where,
          )
        })
      })
    }
  }
})
