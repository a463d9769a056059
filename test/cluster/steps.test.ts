import assert from 'node:assert/strict'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Lab, startLab } from '../../testbed/lab/lab'
import { worldOf } from './support/concurrent-stories'
import { endLab } from './support/end-lab'
import { kubectl } from './support/kubectl'
import { bootc } from './support/kubectl-bootc'
import {
  addNodes,
  applyPool,
  assertKept,
  bootedVersions,
  budgetOf,
  digestOf,
  STORY_LABEL,
  untilUpToDate,
} from './support/pools'
import { writesInARest } from './support/rest'
import { nodePath, readMember, readRollout, until, untilPool } from './support/views'
import type { World } from './support/world'

const NAMES = ['steps-1', 'steps-2', 'steps-3', 'steps-4', 'steps-5']
const CANARY = 'example.com/canary'
/** Long enough for a killed hook server and for a rest in it. */
const SOAK_SECONDS = 100

describe('a rollout in steps on a real API server, with real agents', () => {
  const dir = mkdtempSync(join(tmpdir(), 'bootc-lab-'))
  let lab: Lab
  let world: World
  const stops: Array<() => void> = []

  before(async function () {
    this.timeout(900_000) // The first run builds the Kubernetes programs.
    lab = await startLab({ dir, cacheLagMs: 50, log: line => console.log(`      ${line}`) })
    world = worldOf(lab, stops)
  })
  after(async function () {
    this.timeout(300_000)
    await endLab(this.test, { lab, dir, stops })
  })

  const stepOf = async () => (await readRollout(world, 'steps')).status?.step
  const ran = async (): Promise<string> => (await bootedVersions(lab, NAMES)).join(' ')

  it('goes to its canary alone, and soaks', async () => {
    await addNodes(lab, 'steps', ['steps-1', 'steps-2', 'steps-4', 'steps-5'])
    await addNodes(lab, 'steps', ['steps-3'], { labels: { [STORY_LABEL]: 'steps', [CANARY]: 'true' } })
    const steps = [
      {
        id: 'canary',
        nodeSelector: { matchLabels: { [CANARY]: 'true' } },
        soakSeconds: SOAK_SECONDS,
        approval: 'Manual',
      },
    ]
    await applyPool(lab, { name: 'steps', version: 'v2', rollout: { maxUnavailable: 2, minReadySeconds: 1, steps } })
    const said = await untilPool(world, 'steps', /^Soaking: 1 of 5 nodes run the target; .*it soaks until/)
    console.log(`      ${said}`)
    assert.equal(await ran(), 'v1 v1 v2 v1 v1')
    assert.deepEqual((await readMember(world, 'steps-1'))?.labels, [{ key: CANARY }])
    assert.deepEqual((await readMember(world, 'steps-3'))?.labels, [{ key: CANARY, value: 'true' }])
  })

  it('writes nothing in its soak, and goes on with it when the hook server is killed', async () => {
    const before = await stepOf()
    await lab.hooks.kill()
    await lab.hooks.start()
    await sleep(5000)
    assert.deepEqual(await writesInARest(lab), [])
    assert.deepEqual(await stepOf(), before)
    assert.equal(before?.awaits, 'Soak')
    assert.equal(await ran(), 'v1 v1 v2 v1 v1')
  })

  it('is shown with its step by kubectl get', async () => {
    const rows = (await kubectl(lab, 'get', 'bnp', 'steps', '-o', 'wide')).trim().split('\n')
    assert.match(rows[0] ?? '', / STEP +AWAITS /)
    assert.match(rows[1] ?? '', / Soaking +.* canary +Soak /)
  })

  it('reads a label of a Node that changes', async () => {
    await world.api.patch(nodePath('steps-1'), { metadata: { labels: { [CANARY]: 'false' } } })
    await until('the member of steps-1 to have it', async () => {
      const [label] = (await readMember(world, 'steps-1'))?.labels ?? []
      return label?.value === 'false' || undefined
    })
  })

  it('awaits its approval, which another digest is not', async () => {
    const endsAt = Date.parse((await stepOf())?.endsAt ?? '')
    await untilPool(world, 'steps', /^AwaitsApproval: .*step canary has soaked since .* awaits rollout.approvedStep/)
    assert.ok(Date.now() >= endsAt, 'the soak was as long as it should be')
    const other = { spec: { rollout: { approvedStep: { digest: digestOf('v1'), id: 'canary' } } } }
    await kubectl(lab, 'patch', 'bnp', 'steps', '--type=merge', '-p', JSON.stringify(other))
    const note = /^AwaitsApproval: .*approvedStep is for [0-9a-f]{12}, and the target is [0-9a-f]{12}/
    await untilPool(world, 'steps', note)
    assert.equal(await ran(), 'v1 v1 v2 v1 v1')
  })

  it('goes on when kubectl bootc approves its step', async () => {
    const budget = budgetOf(lab, 'steps', 2)
    const refused = await bootc(lab, 'approve', 'steps', '--step', 'half')
    assert.deepEqual(
      [refused.code, /half is not the step that goes on/.test(refused.stderr)],
      [4, true],
      refused.stderr,
    )
    const { code, stdout, stderr } = await bootc(lab, 'approve', 'steps', '--step')
    assert.equal(code, 0, stderr)
    assert.match(stdout, /pool steps: step canary is approved for/)
    await untilUpToDate(lab, 'steps')
    await assertKept(budget)
    assert.equal(await ran(), 'v2 v2 v2 v2 v2')
    const { status } = await readRollout(world, 'steps')
    assert.deepEqual([status?.step, status?.passedSteps?.map(({ id }) => id)], [undefined, ['canary']])
    const again = await bootc(lab, 'approve', 'steps', '--step')
    assert.deepEqual([again.code, /no step goes on/.test(again.stderr)], [4, true], again.stderr)
    const events = await kubectl(lab, 'get', 'events', '-A', '-o', 'jsonpath={range .items[*]}{.reason} {end}')
    for (const reason of ['StepBegun', 'StepPassed', 'Soaking', 'AwaitsApproval'])
      assert.ok(events.includes(reason), reason)
  })
})
