import assert from 'node:assert/strict'
import type { BootcNodeUpdateStatus } from '../../../hooks/api/bootc-node-update'
import { OBSTACLE_REASONS, OBSTACLES } from '../../../hooks/rollout-sync/decide/obstacles'
import { observe } from '../../../hooks/rollout-sync/observed'
import { aMember, being, marked } from '../../builders/a-member'
import { aRollout, withSettings } from '../../builders/a-rollout'
import { anUpdate, inBoot, ordering, rebootOrder, reporting, running, silent, staged } from '../../builders/an-update'
import { imageOf, NEW, OLD } from '../../builders/digests'
import { relatedNodes } from '../../builders/related'
import { aCount } from '../../builders/settings'
import { ATTEMPT, type SceneNode, syncScene } from '../failures/one-sync'

const WEEKS_AGO = '2025-12-10T00:00:00Z'

const done = (name: string): SceneNode => ({
  member: aMember(name, being({ bootID: 'boot-2' })),
  update: anUpdate(name, running(NEW), inBoot('boot-2/0'), rebootOrder('80')),
})

const degraded = (reason: string, message: string): Partial<BootcNodeUpdateStatus> => ({
  phase: 'Staging',
  message: `failed, retrying: ${message}`,
  conditions: [{ type: 'Degraded', status: 'True', reason, message, lastTransitionTime: '2026-01-02T00:00:05Z' }],
})

const cases: ReadonlyArray<{ readonly name: string; readonly n3: SceneNode; readonly want: string }> = [
  {
    name: 'was switched off weeks ago, before it had the image',
    n3: { member: aMember('n3', being({ ready: false, readySince: WEEKS_AGO })), update: anUpdate('n3') },
    want: `skipped: n3 (since ${WEEKS_AGO}) is NotReady`,
  },
  {
    name: 'was switched off before its agent ever ran',
    n3: { member: aMember('n3', being({ ready: false, readySince: WEEKS_AGO })), update: anUpdate('n3', silent) },
    want: `skipped: n3 (since ${WEEKS_AGO}) is NotReady`,
  },
  {
    name: 'has no agent that reports',
    n3: { member: aMember('n3'), update: anUpdate('n3', silent, ordering({ since: '2026-01-02T00:14:00Z' })) },
    want: 'n3 (is it a bootc host? no pod of its agent is there; since 2026-01-02T00:14:00Z) has no report of an agent yet',
  },
  {
    name: 'cannot pull, again and again',
    n3: {
      member: aMember('n3'),
      update: anUpdate('n3', reporting(degraded('Unauthorized', 'authentication required'))),
    },
    want: 'n3 (Unauthorized: "authentication required"; since 2026-01-02T00:00:00Z) cannot stage yet',
  },
  {
    name: 'stages',
    n3: { member: aMember('n3'), update: anUpdate('n3', reporting({ phase: 'Staging', progress: { percent: 40 } })) },
    want: 'n3 (since 2026-01-02T00:00:00Z) is staging',
  },
  {
    name: 'is cordoned and still to stage',
    n3: { member: aMember('n3', being({ unschedulable: true })), update: anUpdate('n3') },
    want: 'skipped: n3 is cordoned by someone else',
  },
  {
    name: 'is held',
    n3: { member: aMember('n3', being({ holds: ['UnderMaintenance'] })), update: anUpdate('n3', staged()) },
    want: 'skipped: n3 (UnderMaintenance) is held',
  },
  {
    name: 'failed, while the pool goes on',
    n3: {
      member: aMember('n3'),
      update: anUpdate(
        'n3',
        reporting({
          phase: 'Failed',
          attempt: { key: ATTEMPT, digest: NEW, outcome: 'Failed', reason: 'DiskFull', message: 'no space left' },
        }),
      ),
    },
    want: 'n3 (DiskFull: "no space left") failed',
  },
  {
    name: 'drains, and a budget blocks it',
    n3: {
      member: aMember('n3', marked('90', ATTEMPT, 'Blocked'), member => ({
        ...member,
        spec: {
          ...member.spec,
          drain: {
            id: '90',
            state: 'Blocked',
            remaining: aCount(1),
            blockers: [{ pod: 'apps/web-0', reason: 'budget web' }],
          },
        },
      })),
      update: anUpdate('n3', staged()),
    },
    want: 'n3 Draining since 2026-01-02T00:00:00Z (1 pod left, blocked by apps/web-0 (budget web))',
  },
  {
    name: 'reboots, and its agent cannot',
    n3: {
      member: aMember('n3', marked('90', ATTEMPT, 'Drained')),
      update: anUpdate(
        'n3',
        staged(),
        rebootOrder('90'),
        reporting({ ...degraded('RebootRefused', 'an inhibitor holds it'), phase: 'Staged' }),
      ),
    },
    want: 'n3 Rebooting since 2026-01-02T00:00:00Z (RebootRefused: "an inhibitor holds it")',
  },
]

describe('the message of a rollout names a node that is not where it should be, when it', () => {
  for (const { name, n3, want } of cases) {
    it(name, async () => {
      const settings = withSettings({
        maxUnavailable: aCount(3),
        failureThreshold: aCount(3),
        drainTimeoutSeconds: 0 as never,
      })
      const { status } = await syncScene({ rollout: aRollout(settings), nodes: [done('n1'), done('n2'), n3] })
      const message = status.message?.replace('; nothing else is left to do', '')
      assert.equal(message, `2 of 3 nodes run the target; ${want}`)
    })
  }

  it('waits for its turn to download', async () => {
    const old = ordering({ step: 'Observe', image: imageOf(OLD), attempt: 'aaaaaaaaaaaa' })
    const rollout = aRollout(withSettings({ maxStaging: aCount(1) }))
    const nodes = ['n1', 'n2', 'n3'].map(name => ({ member: aMember(name), update: anUpdate(name, old) }))
    const { status } = await syncScene({ rollout, nodes: [...nodes.slice(0, 2), done('n3')] })
    assert.match(status.message ?? '', /; n1, n2 are waiting to download/)
  })
})

describe('a failure that only its Node records', () => {
  const RECORDED = 'it failed in this attempt before'
  const settings = withSettings({ failureThreshold: aCount(3) })
  const known = { node: 'n3', reason: 'DiskFull', message: 'no space left' }
  const rollout = { ...aRollout(settings), status: { failed: [known] } }
  const messageOf = async (n3: SceneNode): Promise<string | undefined> => {
    const { status } = await syncScene({ rollout, nodes: [done('n1'), n3] })
    return status.failed?.[0]?.message
  }

  it('keeps the sentence that the status has of it', async () => {
    const member = aMember('n3', being({ failed: { attempt: ATTEMPT, reason: 'DiskFull' } }))
    assert.equal(await messageOf({ member, update: anUpdate('n3') }), 'no space left')
  })

  it('is told by where it is recorded, not by a sentence that an agent may use too', async () => {
    const attempt = { key: ATTEMPT, digest: NEW, outcome: 'Failed', reason: 'DiskFull', message: RECORDED } as const
    const update = anUpdate('n3', reporting({ phase: 'Failed', attempt }))
    assert.equal(await messageOf({ member: aMember('n3'), update }), `"${RECORDED}"`)
  })
})

describe('an obstacle that does not end by itself', () => {
  it('has something that an admin can do about it', () => {
    const [node] = observe(
      {
        parent: aRollout(),
        related: relatedNodes([[aMember('n1'), anUpdate('n1')]]),
      },
      new Date('2026-01-02T00:15:00Z'),
    ).nodes
    assert.ok(node !== undefined)
    const silent = OBSTACLE_REASONS.filter(
      reason => !OBSTACLES[reason].endsByItself && !OBSTACLES[reason].todo?.(node, 'workers'),
    )
    assert.deepEqual(silent, [])
  })
})
