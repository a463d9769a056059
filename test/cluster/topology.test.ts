import assert from 'node:assert/strict'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { waitFor } from '../../testbed/control-plane/wait-for'
import { type Lab, startLab } from '../../testbed/lab/lab'
import { addPod, memberOf, nodeState, protectPod, relax, untilDrain } from './support/drains'
import { endLab } from './support/end-lab'
import { KUBECTL_EVERY_MS, kubectl } from './support/kubectl'
import { addNodes, applyPool, poolState, untilUpToDate } from './support/pools'
import { PATIENCE_SECONDS } from './support/views'

const ZONE = 'topology.kubernetes.io/zone'
const ROLLOUT = { minReadySeconds: 1, topologyLimits: [{ topologyKey: ZONE, maxUnavailable: 1 }] }

describe('limits by topology on a real API server', () => {
  const dir = mkdtempSync(join(tmpdir(), 'bootc-topology-'))
  let lab: Lab

  before(async function () {
    this.timeout(900_000) // The first run builds the Kubernetes programs.
    lab = await startLab({ dir, cacheLagMs: 50, log: line => console.log(`      ${line}`) })
  })
  after(async function () {
    this.timeout(300_000)
    await endLab(this.test, { lab, dir })
  })

  it('keep a node while another pool has one of its zone, and let it go once it is in another zone', async () => {
    await addNodes(lab, 'left', ['left-1'])
    await addNodes(lab, 'right', ['right-1'])
    await kubectl(lab, 'label', 'node', 'left-1', 'right-1', `${ZONE}=a`)
    await addPod(lab, { name: 'left-db', node: 'left-1', owner: 'ReplicaSet' })
    await protectPod(lab, 'left-db')
    await applyPool(lab, { name: 'left', version: 'v2', rollout: ROLLOUT })
    await untilDrain(lab, 'left-1', 'Blocked')
    await applyPool(lab, { name: 'right', version: 'v2', rollout: ROLLOUT })
    const kept = await waitFor({
      what: 'pool right to wait for the zone',
      seconds: PATIENCE_SECONDS,
      everyMs: KUBECTL_EVERY_MS,
      look: async () => {
        const status = await poolState(lab, 'right')
        return status.reason === 'TopologyLimit' ? status : undefined
      },
    })
    const because = `${ZONE}: a has left-1 (has a slot of pool "left"), and maxUnavailable is 1`
    assert.ok(kept.message.includes(because), kept.message)
    const { cordoned, marked } = await nodeState(lab, 'right-1')
    assert.deepEqual([cordoned, marked], [false, false])
    await kubectl(lab, 'label', 'node', 'right-1', `${ZONE}=b`, '--overwrite')
    await untilUpToDate(lab, 'right')
    assert.deepEqual((await memberOf(lab, 'right-1'))?.labels, [{ key: ZONE, value: 'b' }])
    assert.equal((await memberOf(lab, 'left-1'))?.drain?.state, 'Blocked')
    await relax(lab, 'left-db')
    await untilUpToDate(lab, 'left')
  })
})
