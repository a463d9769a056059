import assert from 'node:assert/strict'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startLab } from '../../../testbed/lab/lab'
import { type Prometheus, startPrometheus } from '../../../testbed/prometheus/prometheus'
import { startRegistry, type TestRegistry } from '../../../testbed/registry/start-registry'
import { worldOf } from '../support/concurrent-stories'
import { keepLogsOfFailures } from '../support/keep-logs'
import { bootc } from '../support/kubectl-bootc'
import { poolPath, until, untilPool } from '../support/views'
import type { World } from '../support/world'
import { panels } from './dashboard'
import { askNonsense, denyMarks, makeFaults, rollOutWell } from './faults'
import { hastyRuleFile } from './rules'

/** What rules look back on here, in seconds: long enough for a few scrapes on a busy machine. */
const LOOK_BACK = 15
/** How long anything here is awaited, in seconds. */
const PATIENCE = 240

describe('a real Prometheus beside a real rollout', function () {
  this.timeout(300_000)
  const dir = mkdtempSync(join(tmpdir(), 'bootc-monitoring-'))
  let registry: TestRegistry
  let world: World
  let prometheus: Prometheus

  before(async function () {
    this.timeout(900_000) // The first run builds the Kubernetes programs.
    registry = await startRegistry({ dir: join(dir, 'registry') })
    const lab = await startLab({
      dir: join(dir, 'lab'),
      hookEnv: { INSECURE_REGISTRIES: registry.host, NODE_INFO_METRIC: 'true', GATE_LOOPBACK: 'allow' },
    })
    world = worldOf(lab, [])
    prometheus = await startPrometheus({
      dir: join(dir, 'prometheus'),
      targets: [`127.0.0.1:${lab.hooks.probePort}`],
      rules: hastyRuleFile(LOOK_BACK),
    })
  })
  after(async function () {
    this.timeout(240_000)
    await prometheus?.stop()
    await world?.lab.stop()
    await registry?.stop()
    keepLogsOfFailures(this.test, dir)
  })

  const untilFiring = (alert: string, pool?: string): Promise<true> =>
    until(
      `alert ${alert} to fire`,
      async () => {
        const firing = await prometheus.firing()
        return firing.some(labels => labels['alertname'] === alert && labels['pool'] === pool) || undefined
      },
      { seconds: PATIENCE, shown: async () => `but these do: ${JSON.stringify(await prometheus.firing())}` },
    )

  const untilQuiet = (alert: string): Promise<true> =>
    until(
      `alert ${alert} to be quiet`,
      async () => {
        const firing = await prometheus.firing()
        return !firing.some(({ alertname }) => alertname === alert) || undefined
      },
      { seconds: PATIENCE },
    )

  /** Waits for an answer; a scrape that came too late leaves none for a moment. */
  const untilData = (expression: string): Promise<true> =>
    until(
      `data for ${expression}`,
      async () => {
        const samples = await prometheus.query(expression)
        return samples.some(({ value: [, value] }) => value !== 'NaN') || undefined
      },
      { seconds: PATIENCE },
    )

  it('is set up with a rollout that goes well, and others that do not', async () => {
    await Promise.all([rollOutWell(world), makeFaults(world, registry, prometheus.url)])
  })

  for (const { title, expressions } of panels(LOOK_BACK)) {
    it(`has data for panel “${title}”`, async () => {
      for (const expression of expressions) await untilData(expression)
    })
  }

  const side = [
    ['BootcDrainBlocked', 'blocked'],
    ['BootcRolloutStalled', 'blocked'],
    ['BootcRolloutHalted', 'failed'],
    ['BootcNodesFailed', 'failed'],
    ['BootcNodesContested', 'twin-a'],
    ['BootcNodesNotReporting', 'silent'],
    ['BootcGateClosed', 'gated'],
    ['BootcPoolPaused', 'paused'],
    ['BootcImageUnresolved', 'unknown'],
    ['BootcPullSecretMissing', 'unknown'],
    ['BootcUpdateAwaitsApproval', 'tagged'],
  ] as const
  for (const [alert, pool] of side) it(`has ${alert} fire for pool ${pool}`, () => untilFiring(alert, pool))

  it('has nothing to say of a pool that is well', async () => {
    const ofIt = async () => (await prometheus.firing()).filter(({ pool }) => pool === 'well')
    // With rules this hasty one may have fired during the rollout, and is heard of until it is evaluated again.
    await until('Prometheus to see the rollout’s end', async () => (await ofIt()).length === 0 || undefined, {
      seconds: PATIENCE,
      shown: async () => `but these fire: ${JSON.stringify(await ofIt())}`,
    })
  })

  it('sees an update go when kubectl bootc approves it', async () => {
    // The alert is of what a hook answered, and may fire before that is written.
    await untilPool(world, 'tagged', / names /)
    const { code, stdout, stderr } = await bootc(world.lab, 'approve', 'tagged')
    assert.equal(code, 0, stderr)
    assert.match(stdout, /^pool tagged: [0-9a-f]{12} is approved and rolls out/)
    await untilPool(world, 'tagged', /^(?!.* names )/)
    await untilQuiet('BootcUpdateAwaitsApproval')
  })

  it('has the series of a pool until it is deleted', async () => {
    await untilData('bootc_pool_phase{pool="paused"}')
    await world.api.remove(poolPath('paused'))
  })

  it('has BootcEffectsFailing fire when the operator may not mark Nodes', async () => {
    await untilQuiet('BootcEffectsFailing')
    await denyMarks(world)
    await untilFiring('BootcEffectsFailing')
  })

  it('has BootcHooksFailing fire when a hook is asked nonsense', async () => {
    await untilQuiet('BootcHooksFailing')
    const nonsense = setInterval(() => void askNonsense(world).catch(() => undefined), 1000)
    await untilFiring('BootcHooksFailing').finally(() => clearInterval(nonsense))
  })

  // A scrape that failed has no series of the pool either, but none of the operator.
  it('loses the series of the pool that was deleted', () =>
    untilData('bootc_build_info unless on () bootc_pool_phase{pool="paused"}'))

  it('has BootcHooksNotCalled fire when Metacontroller is gone', async () => {
    await world.lab.metacontroller.stop()
    await untilFiring('BootcHooksNotCalled')
  })

  it('has BootcOperatorDown fire when the hook server is gone, and not any more when it is back', async () => {
    await world.lab.hooks.kill()
    await untilFiring('BootcOperatorDown')
    await world.lab.hooks.start()
    await untilQuiet('BootcOperatorDown')
  })
})
