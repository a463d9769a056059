import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { waitFor } from '../../testbed/control-plane/wait-for'
import type { Lab } from '../../testbed/lab/lab'
import { median } from '../median'
import { enrol } from '../rollout/enrol'
import { runInLab } from '../run-in-lab'

/** How long it takes from the edit of a pool at rest to the first agent that acts, several times. */
const { values } = parseArgs({ options: { nodes: { type: 'string', default: '1000' } } })
const nodes = Number(values.nodes)
if (!(nodes > 0)) throw new Error('--nodes: expected a number above 0')

const IMAGES = ['b', 'c', 'd', 'e', 'f']
/** The median of the edits, in seconds. */
const AT_MOST = 3
/** What the last change set off has ended after so many milliseconds, and a write of each node takes so many more. */
const REST_MS = 5000
const WRITE_MS = 20

const measure = async (lab: Lab): Promise<ReadonlyArray<string>> => {
  const work = { nodes, maxUnavailable: 10, stageSeconds: 0.5, rebootSeconds: 2 }
  const { fleet, stageOnly, edit } = await enrol(lab, work)
  // Nobody reboots here, so that the pool is soon at rest again. That is a write per node, and not what is measured.
  await stageOnly()
  await sleep(REST_MS + nodes * WRITE_MS)
  const latencies: number[] = []
  for (const letter of IMAGES) {
    const from = Date.now()
    await edit(letter)
    const what = 'an agent to pull'
    latencies.push(await waitFor({ what, seconds: 60, look: async () => fleet.firstStageAfter(from) }))
    await waitFor({
      what: 'all to have the image',
      seconds: 60 + nodes,
      look: async () => fleet.pullsAfter(from) >= nodes || undefined,
    })
    await sleep(REST_MS)
  }
  fleet.stop()
  const told = latencies.map(latency => latency.toFixed(2)).join(', ')
  const middle = median(latencies)
  console.log(`${nodes} nodes; from the edit of the pool to the first pull: ${told} s, median ${middle.toFixed(2)} s`)
  return middle <= AT_MOST
    ? []
    : [`${middle.toFixed(2)} s from an edit to the first agent that acts, at most ${AT_MOST}`]
}

runInLab({ name: 'latency', measure })
