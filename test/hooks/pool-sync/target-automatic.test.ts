import type { BootcNodePool } from '../../../hooks/api/bootc-node-pool'
import type { BootcRolloutStatus } from '../../../hooks/api/bootc-rollout'
import { aFailure } from '../../builders/a-lookup'
import { withRollout } from '../../builders/a-pool'
import { withSpec } from '../../builders/a-rollout'
import { NEW, OLD, OTHER } from '../../builders/digests'
import { aCount } from '../../builders/settings'
import {
  approve,
  automatic,
  complete,
  finds,
  following,
  halted,
  havingFailed,
  itDecides,
  knowing,
  rolloutTo,
} from './decided'

const WINDOW = '2026-01-03T00:00:00Z'
const nobody = { updatedCount: aCount(0), updatingCount: aCount(0), failedCount: aCount(0) }

const someLeft = {
  nodeCount: aCount(4),
  counts: { UpToDate: aCount(3) },
  updatedCount: aCount(3),
  updatingCount: aCount(0),
  failedCount: aCount(0),
}

/** Rollouts that nobody has left for yet, and nobody will right away. */
const untouched: ReadonlyArray<{
  readonly name: string
  readonly pool?: BootcNodePool
  readonly status?: BootcRolloutStatus
}> = [
  { name: 'while no window is open', status: { nextWindow: WINDOW } },
  { name: 'while the pool is paused', pool: following(automatic, knowing(OLD), withRollout({ paused: true })) },
  {
    name: 'while others are to reboot the nodes',
    pool: following(automatic, knowing(OLD), withRollout({ strategy: 'StageOnly' })),
  },
  { name: 'when the tag is back where the nodes are', status: { deployedDigest: NEW } },
]

itDecides('the target of a tag that moved, Automatic,', [
  {
    name: 'follows when the rollout is complete',
    pool: following(automatic, knowing(OLD)),
    rollout: complete(OLD),
    tag: finds(NEW),
    want: 'os new',
  },
  {
    name: 'follows when the rollout is halted',
    pool: following(automatic, knowing(OLD)),
    rollout: halted(OLD),
    tag: finds(NEW),
    want: 'os new',
  },
  {
    name: 'follows when nobody moves, and only nodes are left that are down or cordoned',
    pool: following(automatic, knowing(OLD)),
    rollout: rolloutTo(OLD, { phase: 'Progressing', ...someLeft, leftBehindCount: aCount(1) }),
    tag: finds(NEW),
    want: 'os new',
  },
  {
    name: 'follows when only nodes that are down are left to go back',
    pool: following(automatic, knowing(OLD)),
    rollout: rolloutTo(OLD, {
      phase: 'RollingBack',
      ...someLeft,
      updatedCount: aCount(0),
      leftBehindCount: aCount(1),
    }),
    tag: finds(NEW),
    want: 'os new',
  },
  {
    name: 'waits while one node more is not there yet',
    pool: following(automatic, knowing(OLD)),
    rollout: rolloutTo(OLD, { phase: 'Progressing', ...someLeft, nodeCount: aCount(5), leftBehindCount: aCount(1) }),
    tag: finds(NEW),
    want: 'os old; new AwaitsRollout',
  },
  {
    name: 'follows when the return is finished',
    pool: following(automatic, knowing(OLD)),
    rollout: rolloutTo(OLD, { phase: 'RolledBack' }),
    tag: finds(NEW),
    want: 'os new',
  },
  {
    name: 'follows when no node is in the pool',
    pool: following(automatic, knowing(OLD)),
    rollout: rolloutTo(OLD, { phase: 'Waiting' }),
    tag: finds(NEW),
    want: 'os new',
  },
  {
    name: 'follows later with what was found before',
    pool: following(automatic, knowing(NEW, OLD)),
    rollout: complete(OLD),
    want: 'os new',
  },
  ...(['Staging', 'Progressing', 'Paused', 'RollingBack'] as const).map(phase => ({
    name: `waits while the rollout is ${phase}`,
    pool: following(automatic, knowing(OLD)),
    rollout: rolloutTo(OLD, { phase }),
    tag: finds(NEW),
    want: 'os old; new AwaitsRollout',
  })),
  ...untouched.map(({ name, pool = following(automatic, knowing(OLD)), status }) => ({
    name: `follows before any node has left ${name}`,
    pool,
    rollout: rolloutTo(OLD, { ...nobody, phase: 'Progressing', ...status }),
    tag: finds(NEW),
    want: 'os new',
  })),
  {
    name: 'waits although a window is closed, once a node has left',
    pool: following(automatic, knowing(OLD)),
    rollout: rolloutTo(OLD, { ...nobody, phase: 'Progressing', nextWindow: WINDOW, updatedCount: aCount(1) }),
    tag: finds(NEW),
    want: 'os old; new AwaitsRollout',
  },
  {
    name: 'waits although a window is closed, while a node is leaving',
    pool: following(automatic, knowing(OLD)),
    rollout: rolloutTo(OLD, { ...nobody, phase: 'Progressing', nextWindow: WINDOW, updatingCount: aCount(1) }),
    tag: finds(NEW),
    want: 'os old; new AwaitsRollout',
  },
  {
    name: 'waits while the rollout is about to begin',
    pool: following(automatic, knowing(OLD)),
    rollout: rolloutTo(OLD, { ...nobody, phase: 'Staging', deployedDigest: OTHER }),
    tag: finds(NEW),
    want: 'os old; new AwaitsRollout',
  },
  {
    name: 'waits while the rollout is stopped by its settings only',
    pool: following(automatic, knowing(OLD)),
    rollout: rolloutTo(OLD, { phase: 'Halted' }),
    tag: finds(NEW),
    want: 'os old; new AwaitsRollout',
  },
  {
    name: 'waits for a report about this very target',
    pool: following(automatic, knowing(OLD)),
    rollout: withSpec({ digest: OLD })(complete(OTHER)),
    tag: finds(NEW),
    want: 'os old; new AwaitsRollout',
  },
  {
    name: 'waits for a report about the present settings',
    pool: following(automatic, knowing(OLD)),
    rollout: { ...complete(OLD), metadata: { name: 'workers', uid: 'r', generation: 2 } },
    tag: finds(NEW),
    want: 'os old; new AwaitsRollout',
  },
  {
    name: 'waits for the rollout to be there',
    pool: following(automatic, knowing(OLD)),
    tag: finds(NEW),
    want: 'os old; new AwaitsRollout',
  },
  {
    name: 'goes on where the rollout was aimed before the status was lost',
    pool: following(automatic, knowing(OLD)),
    rollout: rolloutTo(NEW, { phase: 'Staging' }),
    tag: finds(NEW),
    want: 'os new',
  },
  {
    name: 'does not come back to what is cancelled',
    pool: following(automatic, knowing(OLD), withRollout({ cancelledDigest: NEW })),
    rollout: complete(OLD),
    tag: finds(NEW),
    want: 'os old; new GivenUp',
  },
  {
    name: 'does not come back to what failed',
    pool: following(automatic, knowing(OLD)),
    rollout: havingFailed(OLD, 'bbbbbbbbbbbb'),
    tag: finds(NEW),
    want: 'os old; new GivenUp',
  },
  {
    name: 'comes back to what failed when it is to be tried again',
    pool: following(automatic, knowing(OLD), withRollout({ retry: '2' })),
    rollout: havingFailed(OLD, 'bbbbbbbbbbbb'),
    tag: finds(NEW),
    want: 'os new',
  },
  {
    name: 'does not come back when the retry failed as well',
    pool: following(automatic, knowing(OLD), withRollout({ retry: '2' })),
    rollout: havingFailed(OLD, 'bbbbbbbbbbbb/2'),
    tag: finds(NEW),
    want: 'os old; new GivenUp',
  },
  {
    name: 'comes back to what failed when it is approved',
    pool: following(automatic, knowing(OLD), approve(NEW)),
    rollout: havingFailed(OLD, 'bbbbbbbbbbbb'),
    tag: finds(NEW),
    want: 'os new',
  },
  {
    name: 'stays when the tag names no bootc image',
    pool: following(automatic, knowing(OLD)),
    rollout: complete(OLD),
    tag: aFailure('NotABootcImage'),
    want: 'os old; NotABootcImage',
  },
  {
    name: 'does not mind an approval of something else',
    pool: following(automatic, knowing(OLD), approve(OTHER)),
    rollout: complete(OLD),
    tag: finds(OLD),
    want: 'os old',
  },
])
