import assert from 'node:assert/strict'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startLab } from '../../../testbed/lab/lab'
import { joinNodes, put, rebootsOf, untilUpdated } from '../support/acts'
import { worldOf } from '../support/concurrent-stories'
import { endLab } from '../support/end-lab'
import { bootc } from '../support/kubectl-bootc'
import { REST_SECONDS, writesAtLast, writesInARest } from '../support/rest'
import { readRollout, until, untilPool } from '../support/views'
import type { World } from '../support/world'
import { type Alarm, type Front, loopbackKeys, proxyTo, startAlarm } from './alarm'

const SECRETS = '/api/v1/namespaces/bootc-operator/secrets'
const base64 = (text: string): string => Buffer.from(text).toString('base64')

describe('gates of pools on a real API server, with a real Prometheus', function () {
  this.timeout(600_000)
  const dir = mkdtempSync(join(tmpdir(), 'bootc-gates-'))
  let alarm: Alarm
  let front: Front
  let guarded: Front
  let world: World
  let ca = ''

  before(async function () {
    this.timeout(900_000) // The first run builds the Kubernetes programs.
    alarm = await startAlarm(join(dir, 'prometheus'))
    front = await proxyTo(alarm.prometheus.url)
    const made = await loopbackKeys(join(dir, 'tls'))
    ca = made.ca
    guarded = await proxyTo(alarm.prometheus.url, made.keys, 'abc')
    world = worldOf(await startLab({ dir: join(dir, 'lab'), hookEnv: { GATE_LOOPBACK: 'allow' } }), [])
  })
  after(async function () {
    this.timeout(240_000)
    front?.stop()
    guarded?.stop()
    await alarm?.stop()
    await endLab(this.test, { lab: world?.lab, dir })
  })

  /** A pool of one node, which waits for these gates alone. */
  const pool = async (name: string, prometheus: object): Promise<void> => {
    await joinNodes(world, name, [`${name}-1`])
    await put(world, { name, version: 'v2', rollout: { gates: [{ id: 'alerts', prometheus }] } })
  }
  const untilSays = (name: string, message: RegExp): Promise<string> => untilPool(world, name, message)

  it('keep the nodes of two pools from starting while an alert fires, and name it', async () => {
    alarm.sound(true)
    await until('the alert to fire', async () => {
      const firing = await alarm.prometheus.firing()
      return firing.some(({ alertname }) => alertname === 'KubeletDown') || undefined
    })
    await Promise.all([pool('left', { url: front.url }), pool('right', { url: front.url })])
    const says = /gate alerts is closed since \S+: 1 alert fires: KubeletDown \(node=node-3\)$/
    await Promise.all([untilSays('left', says), untilSays('right', says)])
    assert.deepEqual(rebootsOf(world, ['left-1', 'right-1']), [0, 0])
  })

  it('are shown by kubectl bootc, with what to do', async () => {
    const plan = await bootc(world.lab, 'plan', 'left')
    assert.match(plan.stdout, /GateClosed: gate alerts is closed since \S+: 1 alert fires: KubeletDown/)
    const why = await bootc(world.lab, 'why', 'left-1')
    assert.match(why.stdout, /WaitingForSlot: it is waiting for a slot \(gate alerts is closed/)
    assert.match(why.stdout, /to do +repair what fires/)
    const doctor = await bootc(world.lab, 'doctor')
    assert.match(doctor.stdout, /pool left.*GateClosed/s)
  })

  it('stay closed by a query whose value differs with each answer', async () => {
    await pool('clock', { url: alarm.prometheus.url, query: 'vector(time())' })
    await untilSays('clock', /: the query returns 1 series: \{\} \d\S+$/)
  })

  it(`are asked once in 15 s for both pools, and nothing is written in ${REST_SECONDS} s meanwhile`, async () => {
    const writes = await writesAtLast(async () => {
      const before = front.asked()
      const from = Date.now()
      const found = await writesInARest(world.lab)
      const seconds = (Date.now() - from) / 1000
      assert.ok(front.asked() - before <= 1 + Math.ceil(seconds / 15), `${front.asked() - before} questions`)
      assert.ok(front.asked() > before)
      return found
    })
    assert.deepEqual(writes, [])
  })

  it('stay closed, since the same time, over a hook server that is killed', async () => {
    const before = (await readRollout(world, 'left')).status?.gates
    await world.lab.hooks.kill()
    await world.lab.hooks.start()
    const asked = front.asked()
    await until('the new process to ask', async () => front.asked() > asked || undefined)
    assert.deepEqual((await readRollout(world, 'left')).status?.gates, before)
    assert.deepEqual(rebootsOf(world, ['left-1', 'right-1']), [0, 0])
  })

  it('let nodes start once the alert is resolved', async () => {
    alarm.sound(false)
    await Promise.all([untilUpdated(world, 'left'), untilUpdated(world, 'right')])
    assert.equal((await readRollout(world, 'left')).status?.gates, undefined)
  })

  it('say what Prometheus says of a query that it cannot read', async () => {
    await pool('typo', { url: front.url, query: 'up{' })
    await untilSays('typo', /: Prometheus refuses the query: .*parse error/)
  })

  it('show the token of a Secret to its own url over TLS, and nowhere else', async () => {
    const data = { url: base64(guarded.url), 'ca.crt': base64(ca), token: base64('xyz') }
    const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'prom' }, type: 'Opaque', data }
    await world.api.create(SECRETS, secret)
    await pool('guarded', { secretRef: { name: 'prom' } })
    await untilSays('guarded', /: Secret prom in bootc-operator is not of type node\.bootc\.dev\/prometheus$/)
    assert.equal(guarded.asked(), 0)
    await world.api.remove(`${SECRETS}/prom`)
    await world.api.create(SECRETS, { ...secret, type: 'node.bootc.dev/prometheus' })
    await untilSays('guarded', /: Prometheus refuses us \(401\): look at the token in Secret prom$/)
    await world.api.patch(`${SECRETS}/prom`, { data: { token: base64('abc') } })
    await untilUpdated(world, 'guarded')
    const status = JSON.stringify(await readRollout(world, 'guarded'))
    assert.doesNotMatch(status, new RegExp(`xyz|${guarded.url}`))
  })

  it('stay closed while Prometheus is away', async () => {
    await alarm.prometheus.stop()
    await pool('away', { url: alarm.prometheus.url })
    await untilSays('away', /: it cannot be asked: it refuses connections \(ECONNREFUSED\); nothing starts without/)
    assert.deepEqual(rebootsOf(world, ['away-1']), [0])
  })
})
