import assert from 'node:assert/strict'
import { aStep } from '../../builders/a-step'
import { imageOf, OLD } from '../../builders/digests'
import { aCount, someSeconds } from '../../builders/settings'
import { GATE, setAlerts } from '../../simulate/faults/gate-faults'
import { poolOf, settings, workers } from '../../simulate/plot'
import { pass, round } from '../../simulate/run'
import { addNode, type World, writesOf } from '../../simulate/world'

const MINUTE = 60_000

const goOn = async (world: World, ms: number): Promise<void> => {
  const end = world.now + ms
  while (world.now < end) {
    await round(world)
    pass(world, end)
  }
}

describe('a pool at a closed gate', () => {
  it('writes nothing while the answer stands, and asks once in 15 s', async () => {
    const world = workers(1, settings({ gates: [GATE] }))
    setAlerts(world, { firing: ['KubeletDown'] })
    await goOn(world, MINUTE)
    const before = { writes: writesOf(world), asked: world.alerts.asked }
    await goOn(world, 5 * MINUTE)
    assert.equal(writesOf(world), before.writes)
    const asked = world.alerts.asked - before.asked
    assert.ok(asked >= 17 && asked <= 20, `${asked} questions in 5 minutes`)
  })

  it('asks once for two pools with one question', async () => {
    const world = workers(1, settings({ gates: [GATE] }))
    addNode(world, 'm1', { image: imageOf(OLD), labels: { role: 'other' } })
    poolOf(world, 'others', 'other', settings({ gates: [GATE] }))
    setAlerts(world, { firing: ['KubeletDown'] })
    await goOn(world, MINUTE)
    const before = world.alerts.asked
    await goOn(world, 5 * MINUTE)
    const asked = world.alerts.asked - before
    assert.ok(asked >= 10 && asked <= 20, `${asked} questions in 5 minutes`)
  })

  it('asks nothing in a soak, and again when it has ended', async () => {
    const steps = [aStep('first', { nodes: aCount(1), soakSeconds: someSeconds(600) })]
    const world = workers(2, settings({ gates: [GATE], steps }))
    await goOn(world, MINUTE)
    const { asked } = world.alerts
    assert.ok(asked > 0)
    setAlerts(world, { firing: ['KubeletDown'] })
    await goOn(world, 8 * MINUTE)
    assert.equal(world.alerts.asked, asked)
    await goOn(world, 4 * MINUTE)
    assert.ok(world.alerts.asked > asked)
    const status: { readonly reason?: string } = world.rollouts.get('workers')?.status ?? {}
    assert.equal(status.reason, 'GateClosed')
  })

  it('asks nothing once it is complete', async () => {
    const world = workers(1, settings({ gates: [GATE] }))
    await goOn(world, MINUTE)
    const { asked } = world.alerts
    setAlerts(world, { firing: ['KubeletDown'] })
    await goOn(world, 5 * MINUTE)
    assert.equal(world.alerts.asked, asked)
  })
})
