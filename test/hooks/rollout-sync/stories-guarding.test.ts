import type { BootcNodePoolSpec } from '../../../hooks/api/bootc-node-pool'
import { imageOf, NEW, OLD, OTHER } from '../../builders/digests'
import { someSeconds } from '../../builders/settings'
import { edit, joins, rebootedBySomebody, stagedBySomebody } from '../../simulate/happenings'
import { quirk, settings, workers } from '../../simulate/plot'
import { allRun, itTells } from '../../simulate/told'
import { changeHost, type World } from '../../simulate/world'

const forOld = (spec: BootcNodePoolSpec = settings()): BootcNodePoolSpec => ({
  ...spec,
  image: { ...spec.image, ref: imageOf(OLD) },
})

/** A host whose own updater stages another image by itself after so many seconds. */
const updatesItself = (world: World, name: string, seconds: number): World => {
  changeHost(world, name, { updater: { image: imageOf(OTHER), at: world.now + seconds * 1000 } })
  return world
}

const unlocked = quirk({ cannotLock: true })

describe('what nobody wants does not come up, told', () => {
  itTells(
    'a pool that is made for what its nodes run guards them',
    () => ({
      world: updatesItself(workers(2, forOld()), 'n1', 10),
      happenings: [
        { at: 20, what: 'somebody stages another image on n2', run: stagedBySomebody('n2', imageOf(OTHER)) },
        { at: 25, what: 'n2 is rebooted by somebody', run: rebootedBySomebody('n2') },
        { at: 40, what: 'n3 joins with the target, and an updater of its own', run: joinsWithUpdater('n3', 5) },
        { at: 50, what: 'n3 is rebooted by somebody', run: rebootedBySomebody('n3') },
      ],
    }),
    allRun(imageOf(OLD)),
  )

  itTells(
    'the image is edited back to what the nodes run',
    () => ({
      world: workers(2, settings({ strategy: 'StageOnly' })),
      happenings: [
        { at: 20, what: 'the image is edited back', run: edit({ ref: imageOf(OLD) }) },
        { at: 30, what: 'n1 is rebooted by somebody', run: rebootedBySomebody('n1') },
      ],
    }),
    allRun(imageOf(OLD)),
  )

  itTells('an image that breaks bootc keeps its node out of service, though the kubelet is Ready', () => ({
    world: workers(3, settings({ onFailure: 'RollBack', agentTimeoutSeconds: someSeconds(10) }), {
      n1: quirk({ breaksBootc: new Set([NEW]) }),
    }),
    happenings: [
      {
        at: 90,
        what: 'somebody repairs bootc on n1',
        run: world => quirk({ breaksBootc: new Set() }).repair(world, 'n1'),
      },
    ],
  }))

  itTells(
    'a bad image is left where nothing locks it, and nodes wait for their turn to download',
    () => ({
      world: workers(4, settings({ maxUnavailable: 0 }), { n1: unlocked, n2: unlocked, n3: unlocked, n4: unlocked }),
      happenings: [
        { at: 20, what: 'the pool gets another image', run: edit({ ref: imageOf(OTHER) }) },
        { at: 25, what: 'n4 is rebooted by somebody', run: rebootedBySomebody('n4') },
      ],
      seconds: 40,
    }),
    allRun(imageOf(OLD)),
  )
})

function joinsWithUpdater(name: string, seconds: number): (world: World) => void {
  return world => {
    joins(name)(world)
    updatesItself(world, name, seconds)
  }
}
