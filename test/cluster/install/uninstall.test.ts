import assert from 'node:assert/strict'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Lab, startLab } from '../../../testbed/lab/lab'
import { joinNodes, put, rebootsOf, untilDown } from '../support/acts'
import { worldOf } from '../support/concurrent-stories'
import { endLab } from '../support/end-lab'
import { until, untilPool } from '../support/views'
import { addProtectedPods } from '../support/workloads'
import type { World } from '../support/world'
import { kubectl, leftOnNodes } from './acts'
import { typeCommands } from './documented'

/** How long a step of the uninstallation may take, in seconds; what hangs takes for ever. */
const PATIENCE = 240

/** A pool that is led into one phase of a rollout and stays in it, and how it is deleted there. */
interface Phase {
  readonly name: string
  readonly cascade: 'background' | 'foreground' | 'orphan'
  readonly reach: (world: World) => Promise<unknown>
}

const phases: ReadonlyArray<Phase> = [
  {
    name: 'staging',
    cascade: 'background',
    reach: async world => {
      await joinNodes(world, 'staging', ['staging-1'], { host: { stageSeconds: 900 } })
      await put(world, { name: 'staging', version: 'v2' })
      await untilPool(world, 'staging', /^Staging: /)
    },
  },
  ...(['background', 'foreground', 'orphan'] as const).map(
    (cascade): Phase => ({
      name: `draining-${cascade}`,
      cascade,
      reach: async world => {
        const pool = `draining-${cascade}`
        await joinNodes(world, pool, [`${pool}-1`])
        await addProtectedPods(world, `${pool}-1`, 1)
        await put(world, { name: pool, version: 'v2' })
        await untilPool(world, pool, /Draining .*blocked by/)
      },
    }),
  ),
  {
    name: 'rebooting',
    cascade: 'foreground',
    reach: async world => {
      await joinNodes(world, 'rebooting', ['rebooting-1'], { rebootSeconds: 5 })
      await put(world, { name: 'rebooting', version: 'v2' })
      await untilDown(world, 'rebooting-1')
    },
  },
  {
    name: 'verifying',
    cascade: 'orphan',
    reach: async world => {
      await joinNodes(world, 'verifying', ['verifying-1'])
      await put(world, { name: 'verifying', version: 'v2', rollout: { minReadySeconds: 600 } })
      await until('verifying-1 to be up again', async () => rebootsOf(world, ['verifying-1'])[0] === 1 || undefined)
    },
  },
  {
    name: 'finished',
    cascade: 'background',
    reach: async world => {
      await joinNodes(world, 'finished', ['finished-1'])
      await put(world, { name: 'finished', version: 'v2' })
      await untilPool(world, 'finished', /^UpToDate: /)
    },
  },
]

describe('the operator is uninstalled in the middle of rollouts', () => {
  const dir = mkdtempSync(join(tmpdir(), 'bootc-lab-'))
  let lab: Lab
  let world: World

  before(async function () {
    this.timeout(900_000) // The first run builds the Kubernetes programs.
    lab = await startLab({ dir, cacheLagMs: 50 })
    world = worldOf(lab, [])
    await Promise.all(phases.map(({ reach }) => reach(world)))
  })
  after(async function () {
    this.timeout(240_000)
    await endLab(this.test, { lab, dir })
  })

  it('pools are deleted, whatever becomes of what they own', async function () {
    this.timeout(PATIENCE * 1000)
    const deletion = ({ name, cascade }: Phase): Promise<string> =>
      kubectl(lab, 'delete', 'bnp', name, `--cascade=${cascade}`, `--timeout=${PATIENCE}s`)
    await Promise.all(phases.map(deletion))
  })

  it('the documented steps come to an end', async function () {
    this.timeout(PATIENCE * 1000)
    await typeCommands(lab, { section: 'Uninstall', index: 0 })
  })

  it('then nothing is left', async () => {
    assert.deepEqual(await leftOnNodes(world), [])
    const left = await kubectl(lab, 'get', 'crd,clusterrole,validatingadmissionpolicy,namespace', '-o', 'name')
    assert.doesNotMatch(left, /bootc|metacontroller/)
  })

  it('no host has rebooted that was not rebooting already', async () => {
    await until('rebooting-1 to be up again', async () => rebootsOf(world, ['rebooting-1'])[0] === 1 || undefined)
    const rebooted = lab.nodes.all().flatMap(({ name, machine }) => (machine.reboots() > 0 ? [name] : []))
    assert.deepEqual(rebooted.sort(), ['finished-1', 'rebooting-1', 'verifying-1'])
  })
})
