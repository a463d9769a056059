import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { type ControlPlane, startControlPlane } from '../../testbed/control-plane/control-plane'
import { waitFor } from '../../testbed/control-plane/wait-for'
import { imageDigestOf, registryWith } from '../../testbed/hosts/registry'
import { installOperator } from '../../testbed/lab/install'
import { type SimulatedNode, startSimulatedNodes } from '../../testbed/lab/simulated-nodes'
import { measure, type Subject } from './measure'
import { overBudget, tableOf } from './report'

/**
 * What one agent costs its node: a real agent process (dist/agent.js) on a simulated host, against a real API server. The
 * operator does not run, so every write is the agent's own. Needs `npm run build` first.
 */
const REPOSITORY = 'registry.example/os'
const NODE = 'bench-1'
const AGENT = 'system:serviceaccount:bootc-operator:bootc-agent'
/** Seconds for the start-up's garbage to go. */
const SETTLE_SECONDS = 5

/** `--node-options` is for trying flags of Node: they reach the agent by NODE_OPTIONS, and all else that runs here. */
const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '60' }, 'node-options': { type: 'string' } },
})
if (values['node-options'] !== undefined) process.env['NODE_OPTIONS'] = values['node-options']
const seconds = Number(values.seconds)
if (!(seconds > 0)) throw new Error(`--seconds ${values.seconds}: expected a number of seconds above 0`)

const imageOf = (version: string): string => `${REPOSITORY}@${imageDigestOf(REPOSITORY, version)}`

const kubectl = async ({ kubectl: run }: ControlPlane, ...args: ReadonlyArray<string>): Promise<string> => {
  const { code, stdout, stderr } = await run(...args)
  if (code !== 0) throw new Error(`kubectl ${args.join(' ')}: ${stderr}`)
  return stdout
}

const OPERATOR = 'system:serviceaccount:bootc-operator:bootc-operator'

/** Gives the node an order, as rollout-sync would: nobody else may. */
const order = async (controlPlane: ControlPlane, version: string): Promise<void> => {
  const nodeUID = await kubectl(controlPlane, 'get', 'node', NODE, '-o', 'jsonpath={.metadata.uid}')
  const manifest = {
    apiVersion: 'node.bootc.dev/v1alpha1',
    kind: 'BootcNodeUpdate',
    metadata: { name: NODE },
    spec: {
      nodeUID,
      pool: 'bench',
      image: imageOf(version),
      step: 'Stage',
      since: new Date().toISOString(),
      attempt: version,
      lock: true,
    },
  }
  const { code, stderr } = await controlPlane.apply(JSON.stringify(manifest), `--as=${OPERATOR}`)
  if (code !== 0) throw new Error(`the order was not taken: ${stderr}`)
}

const untilPhase = (controlPlane: ControlPlane, phase: string, within: number): Promise<true> =>
  waitFor({
    what: `phase ${phase} of the agent`,
    seconds: within,
    look: async () => {
      const now = await kubectl(controlPlane, 'get', 'bootcnodeupdate', NODE, '-o', 'jsonpath={.status.phase}')
      return now === phase ? (true as const) : undefined
    },
  })

const run = async (controlPlane: ControlPlane, node: SimulatedNode): Promise<ReadonlyArray<string>> => {
  const subject: Subject = { pid: node.machine.pid, auditLog: controlPlane.auditLog, user: AGENT }
  await order(controlPlane, 'v1')
  await untilPhase(controlPlane, 'Idle', 60)
  await sleep(SETTLE_SECONDS * 1000)
  console.log(`the agent rests; measuring for ${seconds} s`)
  const idle = await measure(subject, seconds)
  console.log(`the agent stages; measuring for ${seconds} s`)
  await order(controlPlane, 'v2')
  const staging = await measure(subject, seconds)
  await untilPhase(controlPlane, 'Staged', 60)
  console.log(`\n${tableOf(idle, staging)}\n`)
  return overBudget(idle)
}

const main = async (): Promise<void> => {
  const dir = mkdtempSync(join(tmpdir(), 'bench-agent-'))
  const controlPlane = await startControlPlane({ dir: join(dir, 'control-plane'), log: console.log })
  const registry = registryWith(REPOSITORY, ['v1', 'v2'])
  try {
    await installOperator(controlPlane)
    const nodes = startSimulatedNodes({ controlPlane, dir: join(dir, 'hosts'), registry, log: () => undefined })
    try {
      // The pull lasts as long as it is looked at.
      const node = await nodes.add({ name: NODE, image: `${REPOSITORY}:v1`, host: { stageSeconds: seconds } })
      const problems = await run(controlPlane, node)
      for (const problem of problems) console.error(`over budget: ${problem}`)
      process.exitCode = problems.length === 0 ? 0 : 1
    } finally {
      await nodes.stop()
    }
  } finally {
    await controlPlane.stop()
    rmSync(dir, { recursive: true, force: true })
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error))
  process.exitCode = 1
})
