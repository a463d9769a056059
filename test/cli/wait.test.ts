import assert from 'node:assert/strict'
import { EXIT } from '../../cli/exit'
import type { BootcNodePool } from '../../hooks/api/bootc-node-pool'
import type { BootcRollout } from '../../hooks/api/bootc-rollout'
import { aMember } from '../builders/a-member'
import { aPool } from '../builders/a-pool'
import { aRollout } from '../builders/a-rollout'
import { anUpdate, running, staged } from '../builders/an-update'
import { NEW, OLD } from '../builders/digests'
import { aCount } from '../builders/settings'
import { startFakeServer } from './support/fake-server'
import type { Ended } from './support/program'
import { rolledBack } from './support/rolled-back'
import { objectsOf, type Scene } from './support/scene'
import { servedProgram } from './support/served-program'

interface Status {
  readonly phase: string
  readonly message: string
  /** Of the pool's spec; the status says by itself that it has seen the second. */
  readonly generation?: number
}

const poolIn = ({ phase, message, generation = 2 }: Status, name = 'workers'): BootcNodePool => ({
  ...aPool(),
  metadata: { name, uid: `pool-${name}`, generation, resourceVersion: '70' },
  status: { phase, message, targetDigest: NEW, ...{ observedGeneration: 2 } },
})

const reported = (digest = NEW): BootcRollout => ({
  ...aRollout(),
  status: { phase: 'Staging', digest, nodeCount: aCount(2) },
})

const none: Scene['nodes'] = ['n1', 'n2'].map(name => [aMember(name), anUpdate(name)] as const)
const half: Scene['nodes'] = [
  [aMember('n1'), anUpdate('n1', staged())],
  [aMember('n2'), anUpdate('n2')],
]
const all: Scene['nodes'] = [
  [aMember('n1'), anUpdate('n1', staged())],
  [aMember('n2'), anUpdate('n2', running(NEW))],
]

const sceneOf = (status: Status, nodes: Scene['nodes'] = none, rollout = reported()): Scene => ({
  pools: [poolIn(status)],
  rollouts: [rollout],
  nodes,
})

const UP_TO_DATE = { phase: 'UpToDate', message: 'all 2 nodes run the target' }
const MOVING = { phase: 'Progressing', message: '1 of 2 nodes run the target; n2 Draining' }
const HALTED = { phase: 'Halted', message: '1 of 2 nodes failed: n1 (FellBack)' }
const PAUSED = { phase: 'Paused', message: 'rollout.paused is true, so no node starts' }
const AWAITS = {
  phase: 'AwaitsApproval',
  message: 'step canary has soaked since 2026-01-02T00:00:39Z and awaits rollout.approvedStep',
}

interface Case {
  readonly what: string
  readonly args?: ReadonlyArray<string>
  readonly scene: Scene
  readonly code: number
  readonly says: RegExp
}

const endings: ReadonlyArray<Case> = [
  {
    what: 'every node runs the target',
    scene: sceneOf(UP_TO_DATE),
    code: EXIT.done,
    says: /^pool workers: all 2 nodes run the target\n$/,
  },
  { what: 'it is halted', scene: sceneOf(HALTED), code: EXIT.halted, says: /^error: pool workers is halted: 1 of 2/ },
  {
    what: 'it was rolled back',
    scene: rolledBack(),
    code: EXIT.rolledBack,
    says: /^error: pool workers was rolled back: 5 of 5 nodes run what they ran before; 1 of 5 nodes failed/,
  },
  {
    what: 'it is being rolled back',
    scene: sceneOf({ phase: 'RollingBack', message: '1 of 2 nodes run what they ran before' }),
    code: EXIT.rolledBack,
    says: /^error: pool workers was rolled back: 1 of 2 nodes/,
  },
  {
    what: 'it is paused',
    scene: sceneOf(PAUSED),
    code: EXIT.paused,
    says: /^error: pool workers is paused: rollout\./,
  },
  {
    what: 'its next step awaits an approval',
    scene: sceneOf(AWAITS),
    code: EXIT.awaitsApproval,
    says: /^error: pool workers awaits an approval: step canary has soaked/,
  },
  {
    what: 'its next step awaits an approval, and is to be staged alone',
    args: ['--for=staged', '--timeout=0'],
    scene: sceneOf(AWAITS, half),
    code: EXIT.timedOut,
    says: /^error: not staged after 0: pool workers: step canary has soaked/,
  },
  {
    what: 'the time is over',
    args: ['--timeout=4s'],
    scene: sceneOf(MOVING),
    code: EXIT.timedOut,
    says: /^error: not updated after 4s: pool workers: 1 of 2 nodes run the target; n2 Draining\n$/,
  },
  {
    what: 'it is only to look once, and the rollout goes on',
    args: ['--timeout=0'],
    scene: sceneOf(MOVING),
    code: EXIT.timedOut,
    says: /^error: not updated after 0: pool workers: 1 of 2/,
  },
  {
    what: 'there is no such pool',
    scene: { pools: [poolIn(MOVING, 'others')], rollouts: [], nodes: [] },
    code: EXIT.notFound,
    says: /^error: there is no BootcNodePool "workers"; there are: others\n$/,
  },
  {
    what: 'every node has staged, or is further',
    args: ['--for=staged'],
    scene: sceneOf({ phase: 'Staging', message: 'StageOnly' }, all),
    code: EXIT.done,
    says: /^pool workers: all 2 nodes have b{12}\n$/,
  },
  {
    what: 'every node has staged in a pool that is paused',
    args: ['--for=staged'],
    scene: sceneOf(PAUSED, all),
    code: EXIT.done,
    says: /^pool workers: all 2 nodes have b{12}\n$/,
  },
  {
    what: 'it is paused before every node has staged',
    args: ['--for=staged'],
    scene: sceneOf(PAUSED, half),
    code: EXIT.paused,
    says: /^error: pool workers is paused/,
  },
  {
    what: 'one node has not staged',
    args: ['--for=staged', '--timeout=0'],
    scene: sceneOf({ phase: 'Staging', message: 'waiting for every node' }, half),
    code: EXIT.timedOut,
    says: /^error: not staged after 0: pool workers: waiting for every node\n$/,
  },
  {
    what: 'nodes have staged what was the target before',
    args: ['--for=staged', '--timeout=0'],
    scene: sceneOf(
      { phase: 'Pending', message: 'waiting for the first report of the rollout' },
      all.map(([member], at) => [member, anUpdate(`n${at + 1}`, running(OLD))] as const),
      { ...reported(OLD), spec: { ...aRollout().spec, digest: OLD } },
    ),
    code: EXIT.timedOut,
    says: /^error: not staged after 0: pool workers: waiting for the first report/,
  },
  {
    what: 'the goal is unknown',
    args: ['--for=happiness'],
    scene: sceneOf(MOVING),
    code: EXIT.usage,
    says: /^error: --for: expected updated or staged, got "happiness"\n$/,
  },
  {
    what: 'the timeout is no duration',
    args: ['--timeout=soon'],
    scene: sceneOf(MOVING),
    code: EXIT.usage,
    says: /^error: --timeout: expected a duration like 90s, 30m or 1h30m, got "soon"\n$/,
  },
]

describe('kubectl bootc wait', () => {
  const cli = servedProgram(objectsOf(sceneOf(MOVING)))

  const waiting = (...args: ReadonlyArray<string>) =>
    cli.program.start(['wait', 'workers', `--kubeconfig=${cli.kubeconfig}`, ...args])
  const watched = async (): Promise<void> => {
    const before = cli.server.requests.length
    while (cli.server.requests.slice(before).filter(({ call }) => call.includes('watch=1')).length < 3) {
      await new Promise(resolve => setTimeout(resolve, 20))
    }
  }
  const assertEnds = ({ code, stdout, stderr }: Ended, want: Pick<Case, 'code' | 'says'>): void => {
    assert.match(`${stdout}${stderr}`, want.says)
    assert.equal(code, want.code)
    assert.equal(code === EXIT.done ? stderr : stdout, '')
  }

  for (const { what, args = [], scene, code, says } of endings) {
    it(`ends with ${code} when ${what}`, async () => {
      cli.server.hold(objectsOf(scene))
      assertEnds(await waiting(...args).end, { code, says })
    })
  }

  for (const goal of ['updated', 'staged']) {
    it(`does not take a status for ${goal} that is older than the last edit of the pool`, async () => {
      cli.server.hold(objectsOf(sceneOf({ ...UP_TO_DATE, generation: 3 }, all)))
      assertEnds(await waiting(`--for=${goal}`, '--timeout=0').end, {
        code: EXIT.timedOut,
        says: /^error: not \w+ after 0: pool workers: the operator has not seen the latest edit yet/,
      })
    })
  }

  it('goes on until the pool gets there, and is not ended by a status of before the edit', async () => {
    cli.server.hold(objectsOf(sceneOf({ ...HALTED, generation: 3 })))
    const { end } = waiting()
    await watched()
    cli.server.hold(objectsOf(sceneOf(MOVING)))
    cli.server.hold(objectsOf(sceneOf(UP_TO_DATE)))
    assertEnds(await end, { code: EXIT.done, says: /^pool workers: all 2 nodes run the target\n$/ })
  })

  it('ends when the pool is deleted', async () => {
    cli.server.hold(objectsOf(sceneOf(MOVING)))
    const { end } = waiting()
    await watched()
    cli.server.hold(objectsOf({ pools: [], rollouts: [], nodes: [] }))
    assertEnds(await end, { code: EXIT.notFound, says: /^error: there is no BootcNodePool "workers"/ })
  })

  it('ends with 130 when it is interrupted', async () => {
    cli.server.hold(objectsOf(sceneOf(MOVING)))
    const { process: child, end } = waiting()
    await watched()
    child.kill('SIGINT')
    assertEnds(await end, {
      code: EXIT.interrupted,
      // The watches are there; whether it has read what they say by then is a matter of milliseconds.
      says: /^error: interrupted, not updated yet: (pool workers: 1 of 2|the cluster could not be read in that time)/,
    })
  })

  it('waits for each of several pools, and ends with the first that does not get there', async () => {
    const others = poolIn(HALTED, 'others')
    cli.server.hold(objectsOf({ ...sceneOf(MOVING), pools: [poolIn(MOVING), others] }))
    assertEnds(await waiting('others').end, { code: EXIT.halted, says: /^error: pool others is halted/ })
    cli.server.hold(objectsOf({ ...sceneOf(MOVING), pools: [poolIn(UP_TO_DATE), poolIn(UP_TO_DATE, 'others')] }))
    assertEnds(await waiting('others').end, { code: EXIT.done, says: /^pool workers: all 2.*\npool others: all 2/ })
  })

  it('says when it could not reach the API server at the end', async () => {
    const other = await startFakeServer(objectsOf(sceneOf(MOVING)))
    const { end } = cli.program.start([
      'wait',
      'workers',
      '--timeout=6s',
      `--kubeconfig=${cli.program.file('other', other.kubeconfig())}`,
    ])
    while (other.requests.filter(({ call }) => call.includes('watch=1')).length < 3) {
      await new Promise(resolve => setTimeout(resolve, 20))
    }
    await other.stop()
    assertEnds(await end, {
      code: EXIT.timedOut,
      says: /^error: not updated after 6s: pool workers: 1 of 2 .*; as last read, since the API server cannot be reached/,
    })
  })
})
