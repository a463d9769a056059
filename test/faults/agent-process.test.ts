import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { BootcNodeUpdateStatus } from '../../hooks/api/bootc-node-update'
import { hostPath } from '../../testbed/hosts/layout'
import {
  type Bench,
  type Bundles,
  buildBundles,
  digest,
  image,
  NODE_NAME,
  NODE_UID,
  type Scenery,
  startBench,
} from '../agent/support/agent-on-simulated-host'
import { eventually } from '../agent/support/eventually'
import { type FakeApi, startFakeApi } from '../agent/support/fake-api'

type Status = Partial<BootcNodeUpdateStatus>

/** One host, its agent and its API server, with the words that the scenarios are written in. */
const sceneOf = (api: FakeApi, bench: Bench) => {
  const order = (version: string, changes: object = {}): void =>
    api.order(NODE_NAME, {
      nodeUID: NODE_UID,
      pool: 'pool',
      image: image(version),
      step: 'Stage',
      since: '2026-01-01T00:00:00Z',
      attempt: `${version}-1`,
      lock: true,
      ...changes,
    })
  const status = (): Status => api.get(NODE_NAME)?.status ?? {}
  let reached = 0
  /** Checks every status since the one that was reached last: the next may come before a poll. */
  const reaches = (awaited: string, check: (now: Status) => boolean): Promise<Status> =>
    eventually(
      awaited,
      () => {
        const at = api.statuses.findIndex((past, index) => index >= reached && check(past))
        if (at < 0) return undefined
        reached = at
        return api.statuses[at]
      },
      { state: () => JSON.stringify(status()) },
    )
  const reboot = (version: string, changes: object = {}): void =>
    order(version, {
      step: 'Reboot',
      reboot: { fromBoot: status().boot?.id, mark: '1', policy: 'RebootOnly' },
      ...changes,
    })
  const staged = (version: string) =>
    reaches(`${version} staged`, now => now.phase === 'Staged' && now.ready?.digest === digest(version))
  const runs = (version: string) =>
    reaches(`${version} booted`, now => now.booted?.digest === digest(version) && now.phase === 'Idle')
  return { api, bench, order, status, reaches, reboot, staged, runs }
}
type Scene = ReturnType<typeof sceneOf>

/** What the agent put on its host is there for as long as its order is, also while the agent is being stopped. */
const keepsUntilItsOrderGoes = async ({ api, bench, order, staged }: Scene, path: string): Promise<void> => {
  const isThere = (): boolean => existsSync(hostPath(bench.machine.layout, path))
  order('v2')
  await staged('v2')
  assert.equal(isThere(), true)
  const ended = bench.machine.setAgent(undefined)
  await eventually('it is told', () => bench.log().includes('"event":"stopping"'))
  await sleep(500)
  assert.equal(isThere(), true)
  api.remove(NODE_NAME)
  await ended
  assert.equal(isThere(), false)
}

const degraded = (now: Status) => now.conditions?.find(({ type }) => type === 'Degraded')

/** Scenarios wait most of the time, so this many run side by side. */
const SIDE_BY_SIDE = 4

describe('the agent process on a simulated host', function () {
  this.timeout(900_000)
  let dir: string
  let bundles: Bundles
  const waiting: Array<() => Promise<void>> = []
  const all: Array<Promise<void>> = []

  const play = async (run: (scene: Scene) => Promise<void>, scenery: Scenery): Promise<void> => {
    const api = await startFakeApi()
    const bench = await startBench(api, bundles, scenery)
    try {
      await run(sceneOf(api, bench))
    } catch (error) {
      console.error(bench.log())
      throw error
    } finally {
      await bench.stop()
      await api.stop()
    }
  }
  const scenario = (name: string, run: (scene: Scene) => Promise<void>, scenery: Scenery = {}): void => {
    const ended = new Promise<void>((resolve, reject) => {
      waiting.push(() => play(run, scenery).then(resolve, reject))
    })
    // A failure is reported by the test below, not by an unhandled rejection before it.
    ended.catch(() => undefined)
    all.push(ended)
    it(name, () => ended)
  }
  const playOn = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await next()
  }

  before(async () => {
    dir = mkdtempSync(join(tmpdir(), 'agent-bundles-'))
    bundles = await buildBundles(dir)
    for (let i = 0; i < SIDE_BY_SIDE; i += 1) void playOn()
  })
  after(async () => {
    await Promise.allSettled(all)
    rmSync(dir, { recursive: true, force: true })
  })

  scenario(
    'stages locked, reboots when ordered, succeeds, and then writes nothing',
    async ({ api, bench, order, reaches, reboot, staged, runs }) => {
      // A pull that is over soon is not reported while it runs.
      const goOn = bench.holdPulls()
      order('v2')
      await reaches('staging', now => now.phase === 'Staging')
      goOn()
      const ready = await staged('v2')
      assert.equal(ready.staged?.locked, true)
      assert.equal(ready.attempt?.outcome, 'InProgress')
      assert.equal(ready.attempt?.previousImage, image('v1'))
      assert.equal(ready.bootcVersion, '1.16.9')
      const before = ready.boot?.id
      reboot('v2')
      const done = await runs('v2')
      assert.notEqual(done.boot?.id, before)
      assert.equal(done.attempt?.outcome, 'Succeeded')
      assert.equal(done.observedOrder, 2)
      assert.equal(done.rollback?.digest, digest('v1'))
      const writes = api.patches.length
      assert.deepEqual(api.patches.map(patch => (patch['status'] as Status).phase).filter(Boolean), [
        'Staging',
        'Staged',
        'Rebooting',
        'Idle',
      ])
      await sleep(5500)
      assert.equal(api.patches.length, writes)
      assert.equal(bench.machine.reboots(), 1)
    },
  )

  scenario(
    'does not reboot for an order of another boot, another machine or another image',
    async ({ bench, order, status, reaches, reboot, staged }) => {
      order('v2')
      await staged('v2')
      order('v2', { step: 'Reboot', reboot: { fromBoot: 'another/0', mark: '1', policy: 'RebootOnly' } })
      await reaches('the dead order seen', now => now.observedOrder === 2)
      reboot('v2', { nodeUID: 'another' })
      await sleep(1500)
      assert.equal(status().observedOrder, 2)
      assert.equal(bench.machine.reboots(), 0)
      assert.equal(status().phase, 'Staged')
    },
  )

  scenario(
    'does not reboot when the order is withdrawn between its reading and its report',
    async ({ api, bench, order, status, reaches, reboot, staged }) => {
      order('v2')
      await staged('v2')
      let withdrawn = false
      api.intercept(method => {
        if (method === 'PATCH' && !withdrawn) {
          withdrawn = true
          order('v2')
        }
        return undefined
      })
      reboot('v2')
      await reaches('the withdrawal seen', now => now.observedOrder === 3)
      assert.equal(withdrawn, true)
      assert.equal(status().phase, 'Staged')
      assert.equal(status().staged?.locked, true)
      assert.equal(bench.machine.reboots(), 0)
    },
  )

  scenario(
    'does not reboot while the API cannot confirm the order',
    async ({ api, bench, order, status, reaches, reboot, staged, runs }) => {
      order('v2')
      await staged('v2')
      const down = { status: 500, body: { reason: 'InternalError', message: 'down' } }
      api.intercept((method, url) => (method === 'GET' && !url.searchParams.has('watch') ? down : undefined))
      reboot('v2')
      await reaches('degraded', now => degraded(now)?.reason === 'ApiUnreachable')
      assert.equal(bench.machine.reboots(), 0)
      api.intercept(undefined)
      await runs('v2')
      assert.equal(degraded(status())?.status, 'False')
    },
  )

  scenario(
    'goes back by the rollback entry and keeps the place to return to',
    async ({ order, reboot, staged, runs }) => {
      order('v2')
      await staged('v2')
      reboot('v2')
      await runs('v2')
      order('v1', { attempt: 'v2~back' })
      const ready = await staged('v1')
      assert.equal(ready.ready?.how, 'rollback')
      reboot('v1', { attempt: 'v2~back' })
      const back = await runs('v1')
      assert.equal(back.attempt?.outcome, 'Succeeded')
      assert.equal(back.attempt?.previousImage, image('v1'))
    },
  )

  scenario(
    'fails the attempt when the host comes up with the old image, and does not stage it again',
    async ({ bench, order, reaches, reboot, staged }) => {
      bench.faults({ fallbackDigests: [digest('v2')] })
      order('v2')
      await staged('v2')
      reboot('v2')
      const fell = await reaches('the attempt failed', now => now.attempt?.outcome === 'Failed')
      assert.equal(fell.attempt?.reason, 'FellBack')
      assert.equal(fell.phase, 'Failed')
      assert.equal(fell.booted?.digest, digest('v1'))
      await sleep(1000)
      assert.equal(bench.machine.reboots(), 1)
    },
  )

  scenario('latches a terminal error of staging for its attempt alone', async ({ bench, order, reaches, staged }) => {
    bench.faults({ switch: 'signature-wrong' })
    order('v2')
    const failed = await reaches('failed', now => now.phase === 'Failed')
    assert.equal(failed.attempt?.reason, 'SignatureRejected')
    assert.equal(degraded(failed)?.reason, 'SignatureRejected')
    assert.match(degraded(failed)?.message ?? '', /signature verification failed/)
    bench.faults({})
    order('v2', { attempt: 'v2-2' })
    assert.equal(degraded(await staged('v2'))?.status, 'False')
  })

  scenario(
    'tries again while the registry is away, without a write per try',
    async ({ api, bench, order, reaches, staged }) => {
      bench.faults({ switch: { name: 'registry-down', times: 1 } })
      order('v2')
      await reaches(
        'degraded',
        now => degraded(now)?.reason === 'RegistryUnreachable' && now.attempt?.outcome === 'InProgress',
      )
      await staged('v2')
      const isProgress = (patch: object): boolean => Object.keys(patch).join() === 'progress'
      const writes = api.patches.filter(patch => !isProgress(patch['status'] as object))
      // The refusal and the end; a third when a slow machine takes longer than a second for a try.
      assert.ok(writes.length <= 3, JSON.stringify(api.patches))
    },
  )

  scenario(
    'is Failed while bootc prints garbage, and well again afterwards',
    async ({ bench, order, reaches, staged }) => {
      order('v2')
      await staged('v2')
      bench.faults({ status: 'garbage' })
      order('v2', { since: '2026-01-02T00:00:00Z' })
      const failed = await reaches('failed', now => now.phase === 'Failed')
      assert.equal(degraded(failed)?.reason, 'UnexpectedOutput')
      assert.equal(failed.booted?.digest, digest('v1'))
      bench.faults({})
      assert.equal(degraded(await staged('v2'))?.status, 'False')
    },
  )

  scenario(
    'waits for the download of an agent that was killed, and starts no second one',
    async ({ bench, order, status, reaches, staged }) => {
      const goOn = bench.holdPulls()
      order('v2')
      await reaches('staging', now => now.phase === 'Staging')
      await eventually('the pull', () => bench.isPulling())
      bench.machine.killAgent()
      await eventually('the second agent waits', () => bench.log().includes('a previous agent started'))
      assert.equal(status().phase, 'Staging')
      goOn()
      await staged('v2')
      assert.equal(status().staged?.locked, true)
      assert.equal(bench.log().match(/downloads and stages/g)?.length, 1)
    },
  )

  scenario(
    'unstages what is not wanted, relocks what was unlocked, and leaves StageOnly images unlocked',
    async ({ order, reaches, staged }) => {
      order('v2', { lock: false })
      const open = await staged('v2')
      assert.equal(open.staged?.locked, false)
      order('v2')
      await reaches('locked', now => now.staged?.locked === true)
      order('v1', { attempt: 'v1-1' })
      await reaches(
        'nothing staged',
        now => now.phase === 'Idle' && now.staged === undefined && now.observedOrder === 3,
      )
    },
  )

  scenario(
    'asks again for a reboot that does not happen',
    async ({ bench, order, status, reaches, reboot, staged, runs }) => {
      bench.faults({ reboot: { exitCode: 1, stderr: 'Operation inhibited by "backup"\n', times: 1 } })
      order('v2')
      await staged('v2')
      reboot('v2')
      await reaches('degraded', now => degraded(now)?.reason === 'RebootFailed')
      await runs('v2')
      assert.equal(degraded(status())?.status, 'False')
    },
  )

  scenario('stages again what a power cut took', async ({ bench, order, reaches, staged }) => {
    order('v2')
    const before = await staged('v2')
    await bench.machine.powerCut()
    const after = await reaches(
      'staged in another boot',
      now => now.phase === 'Staged' && now.boot?.id !== before.boot?.id,
    )
    assert.equal(after.staged?.locked, true)
    assert.equal(after.attempt?.outcome, 'InProgress')
  })

  scenario(
    'ends a pull when another image is ordered, and that is no failure',
    async ({ api, bench, order, staged }) => {
      const isStalled = bench.stallOnePull()
      order('v2')
      await eventually('the pull', isStalled)
      order('v3')
      await staged('v3')
      const reasons = api.patches.flatMap(patch => (patch['status'] as Status).conditions ?? [])
      assert.deepEqual(
        reasons.filter(({ type, status }) => type === 'Degraded' && status === 'True'),
        [],
      )
    },
  )

  scenario('ends the pull of an agent before it when that is not wanted any more', async ({ bench, order, staged }) => {
    const isStalled = bench.stallOnePull()
    order('v2')
    await eventually('the pull', isStalled)
    bench.machine.killAgent()
    order('v3')
    await staged('v3')
  })

  scenario(
    'ends a pull that stalls, and begins it anew',
    async ({ bench, order, reaches, staged }) => {
      bench.faults({ switch: { name: 'stall', times: 1 } })
      order('v2')
      await reaches('stalled', now => degraded(now)?.reason === 'PullStalled')
      assert.equal(degraded(await staged('v2'))?.status, 'False')
    },
    // Long enough for a slow machine to begin a pull.
    { stallSeconds: 15 },
  )

  scenario('lets only one agent work on a host', async ({ bench, order, reboot, staged, runs, api }) => {
    order('v2')
    await staged('v2')
    bench.startAnother()
    await eventually('the second waits', () => bench.log().includes('another process works on this host as its agent'))
    const starts = bench.log().match(/"event":"started"/g)?.length
    assert.equal(starts, 1)
    bench.machine.killAgent()
    await eventually('one of them goes on', () => bench.log().match(/"event":"started"/g)?.length === 2)
    reboot('v2')
    await runs('v2')
    const phases = api.patches.flatMap(patch => (patch['status'] as Status).phase ?? [])
    assert.ok(phases.length < 12, `${api.patches.length} writes: ${phases.join()}`)
  })

  scenario(
    'says nothing of the pull secret, and takes it away when it is gone',
    async ({ api, bench, order, status, staged }) => {
      const auth = Buffer.from('user:very-secret').toString('base64')
      writeFileSync(bench.secret, JSON.stringify({ auths: { 'registry.example:5000': { auth } } }))
      order('v2')
      await staged('v2')
      const file = hostPath(bench.machine.layout, '/run/ostree/auth.json')
      assert.ok(readFileSync(file, 'utf8').includes(auth))
      for (const text of [bench.log(), JSON.stringify(api.patches), JSON.stringify(status())]) {
        assert.ok(!text.includes(auth) && !text.includes('very-secret'))
      }
      rmSync(bench.secret)
      await eventually('the file is gone', () => !existsSync(file))
    },
  )

  scenario('gives the host back when it is stopped together with its order, and not when it is stopped alone', scene =>
    keepsUntilItsOrderGoes(scene, '/run/systemd/system/bootc-fetch-apply-updates.timer'),
  )

  scenario(
    'goes on with a rotated token after the old one is refused',
    async ({ api, bench, order, staged, reaches }) => {
      order('v2')
      await staged('v2')
      let accepted = ''
      let refused = 0
      api.intercept((_method, _url, authorization) => {
        if (authorization === `Bearer ${accepted}`) return undefined
        refused += 1
        return { status: 401, body: { reason: 'Unauthorized', message: 'Unauthorized' } }
      })
      api.endWatches('destroy')
      await eventually('the old token is refused', () => refused > 1)
      order('v3')
      accepted = bench.rotateToken()
      await staged('v3')
      assert.equal((await reaches('no failure', now => now.phase === 'Staged')).phase, 'Staged')
      assert.ok(!bench.log().includes(accepted))
    },
  )

  scenario(
    'takes the pull secret away when it is stopped together with its order, and not when it is stopped alone',
    async scene => {
      writeFileSync(scene.bench.secret, JSON.stringify({ auths: { 'registry.example:5000': { auth: 'dTpw' } } }))
      await keepsUntilItsOrderGoes(scene, '/run/ostree/auth.json')
    },
    { settings: { activeUnits: [] } },
  )

  scenario('changes nothing without an order, and ends at once on SIGTERM', async ({ api, bench }) => {
    await eventually('the agent', () => bench.log().includes('"event":"started"'))
    await sleep(1000)
    assert.equal(api.patches.length, 0)
    assert.doesNotMatch(readFileSync(bench.machine.layout.state, 'utf8'), /"staged": \{/)
    const since = Date.now()
    await bench.machine.setAgent(undefined)
    // An agent that waits for the end of its order does so for 20 s.
    assert.ok(Date.now() - since < 18_000)
    assert.match(bench.log(), /"event":"stopping"/)
  })
})
