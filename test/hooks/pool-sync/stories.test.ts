import assert from 'node:assert/strict'
import type { BootcNodePoolStatus } from '../../../hooks/api/bootc-node-pool'
import { aFailure, aFoundImage, STABLE } from '../../builders/a-lookup'
import { FIRST, imageOf, NEW, NEXT_REPOSITORY, OLD, OTHER } from '../../builders/digests'
import { cordoned, edit, joins, poweredOff } from '../../simulate/happenings'
import { blocked, windowAt } from '../../simulate/plot'
import type { Telling } from '../../simulate/story'
import { followers, tagged } from '../../simulate/tag-plot'
import { allRun, itTells } from '../../simulate/told'

const NEXT = `${NEXT_REPOSITORY}:stable`

const bootsOf = ({ world }: Telling): ReadonlyArray<number> => [...world.hosts.values()].map(({ boot }) => boot)

const statusOf = ({ world }: Telling): BootcNodePoolStatus =>
  (world.pools.get('workers')?.status ?? {}) as BootcNodePoolStatus

describe('a tag, told', function () {
  this.timeout(300_000)
  itTells(
    'a tag that moves waits for its approval',
    () => ({
      world: followers(2, 'Manual'),
      happenings: [
        { at: 40, what: 'the tag moves to new', run: tagged(NEW) },
        { at: 150, what: 'new is approved', run: edit({ approvedDigest: NEW }) },
      ],
    }),
    allRun(imageOf(NEW)),
  )

  itTells('a tag is followed although one node is switched off and another is cordoned', () => ({
    world: followers(3, 'Automatic', { maxUnavailable: 3 }),
    happenings: [
      { at: 20, what: 'n2 is switched off', run: poweredOff('n2') },
      { at: 20, what: 'an admin cordons n3', run: cordoned('n3') },
      { at: 40, what: 'the tag moves to new', run: tagged(NEW) },
      { at: 200, what: 'the tag moves to other', run: tagged(OTHER) },
    ],
  }))

  itTells(
    'a tag that is followed by itself',
    () => ({
      world: followers(2, 'Automatic'),
      happenings: [{ at: 40, what: 'the tag moves to new', run: tagged(NEW) }],
    }),
    allRun(imageOf(NEW)),
  )

  itTells(
    'a tag that moves again in the middle of a rollout',
    () => ({
      world: blocked(followers(1, 'Automatic'), 'n1', 95),
      happenings: [
        { at: 40, what: 'the tag moves to new', run: tagged(NEW) },
        { at: 75, what: 'the tag moves to other', run: tagged(OTHER) },
      ],
    }),
    allRun(imageOf(OTHER)),
  )

  itTells(
    'a tag that moves away and comes back reboots nobody',
    () => ({
      world: followers(2, 'Manual'),
      happenings: [
        { at: 40, what: 'the tag moves to new', run: tagged(NEW) },
        { at: 100, what: 'the tag moves back to old', run: tagged(OLD) },
      ],
    }),
    telling => assert.deepEqual(bootsOf(telling), [1, 1]),
  )

  itTells(
    'a registry that is down for ten minutes',
    () => ({
      world: followers(2, 'Automatic'),
      happenings: [
        { at: 40, what: 'the tag moves to new', run: tagged(NEW) },
        { at: 70, what: 'the registry goes down', run: tagged(aFailure('RegistryUnreachable')) },
        { at: 670, what: 'the registry is back', run: tagged(NEW) },
      ],
    }),
    telling => {
      allRun(imageOf(NEW))(telling)
      assert.equal(statusOf(telling).image?.failures, undefined)
    },
  )

  itTells('a reference that is edited to one that cannot be resolved changes nothing until it can', () => ({
    world: followers(1, 'Manual'),
    happenings: [
      { at: 40, what: 'the pool follows another repository', run: edit({ ref: NEXT }) },
      { at: 50, what: 'a node joins', run: joins('n2') },
      { at: 90, what: 'that is pushed', run: tagged(FIRST, NEXT) },
    ],
  }))

  itTells(
    'a digest that failed is not tried again because the tag comes back to it',
    () => {
      const world = followers(2, 'Automatic')
      const host = world.hosts.get('n1')
      if (host !== undefined) world.hosts.set('n1', { ...host, quirks: { ...host.quirks, unbootable: new Set([NEW]) } })
      return {
        world,
        happenings: [
          { at: 40, what: 'the tag moves to new, which does not boot on n1', run: tagged(NEW) },
          { at: 150, what: 'the tag moves back to old', run: tagged(OLD) },
          { at: 250, what: 'the tag moves to new again', run: tagged(NEW) },
        ],
      }
    },
    allRun(imageOf(OLD)),
  )

  itTells('an image that is not there for a node fails before anybody is drained', () => ({
    world: followers(2, 'Automatic'),
    happenings: [
      {
        at: 40,
        what: 'the tag moves to an image for arm64',
        run: tagged(aFoundImage(NEW, { architectures: ['arm64'] })),
      },
    ],
  }))

  itTells('an image that no host can boot is no target', () => ({
    world: followers(1, 'Automatic'),
    happenings: [
      {
        at: 40,
        what: 'the tag moves to an image that is no bootc image',
        run: tagged(aFoundImage(NEW, { bootc: false })),
      },
      { at: 90, what: 'the tag is deleted', run: ({ shelf }) => void shelf.delete(STABLE) },
    ],
    seconds: 120,
  }))

  itTells(
    'a window opens for a tag that moved by day',
    () => ({
      world: followers(1, 'Automatic', { maintenanceWindows: [windowAt('3', '1m')] }),
      happenings: [{ at: 40, what: 'the tag moves to new', run: tagged(NEW) }],
    }),
    allRun(imageOf(NEW)),
  )

  itTells(
    'a tag that is back before a window opens reboots nobody',
    () => ({
      world: followers(2, 'Automatic', { maintenanceWindows: [windowAt('5', '1m')] }),
      happenings: [
        { at: 40, what: 'the tag moves to new', run: tagged(NEW) },
        { at: 100, what: 'the tag moves back to old', run: tagged(OLD) },
      ],
      seconds: 420,
    }),
    telling => assert.deepEqual(bootsOf(telling), [1, 1]),
  )
})
