import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import { agentBundle } from '../../../agent/bundle'
import { unitOf } from '../../../agent/host/systemd-run'
import { type AgentProcess, startAgentProcess } from '../../../testbed/hosts/agent-process'
import { bundleSimulatedHost } from '../../../testbed/hosts/bundle'
import { createHost } from '../../../testbed/hosts/create-host'
import { type Fault, type Faults, readFaults, writeFaults } from '../../../testbed/hosts/faults'
import { type Machine, startMachine } from '../../../testbed/hosts/machine'
import { imageDigestOf, registryWith, writeRegistry } from '../../../testbed/hosts/registry'
import { runningUnit } from '../../../testbed/hosts/units'
import type { FakeApi } from './fake-api'

const REPOSITORY = 'registry.example:5000/os'
export const NODE_NAME = 'node-1'
export const NODE_UID = '11111111-2222-3333-4444-555555555555'

/** `repository@digest` of a version. */
export const image = (version: string): string => `${REPOSITORY}@${imageDigestOf(REPOSITORY, version)}`
export const digest = (version: string): string => imageDigestOf(REPOSITORY, version)

/** An unsigned token with the claims that an agent reads. */
export const tokenFor = (name: string, uid: string): string => {
  const payload = Buffer.from(JSON.stringify({ 'kubernetes.io': { node: { name, uid } } })).toString('base64url')
  return `e30.${payload}.signature`
}

export interface Bench {
  readonly machine: Machine
  readonly faults: (faults: Faults) => void
  /** From now on pulls do not end before the answer is called. */
  readonly holdPulls: () => () => void
  /** The next pull stalls; answers whether it stalls. Before that another one could become the next. */
  readonly stallOnePull: () => () => boolean
  /** Whether bootc runs on the host to stage an image. */
  readonly isPulling: () => boolean
  readonly log: () => string
  /** Puts another token of the same node into the place of the agent's. Answers the new one. */
  readonly rotateToken: () => string
  /** The file of the pull secret, as it is mounted. */
  readonly secret: string
  /** Starts a second agent on the host; `stop` ends it too. */
  readonly startAnother: () => AgentProcess
  readonly stop: () => Promise<void>
}

export interface Bundles {
  readonly agent: string
  readonly host: string
}

/** Both bundles, as the product is shipped; built once per test file. */
export const buildBundles = async (dir: string): Promise<Bundles> => {
  const agent = join(dir, 'agent.js')
  await build({
    entryPoints: ['agent/main.ts'],
    bundle: true,
    platform: 'node',
    target: 'node20',
    outfile: agent,
    plugins: [agentBundle()],
    logLevel: 'warning',
  })
  return { agent, host: bundleSimulatedHost(join(dir, 'simulated-host.js')) }
}

export interface Scenery {
  /** A pull without progress for so long is started again; by default longer than any slow machine takes. */
  readonly stallSeconds?: number
  /** Of the simulated host. */
  readonly settings?: object
  /** What starts the agent; this Node with the bundle unless it is given. */
  readonly command?: ReadonlyArray<string>
}

/** A simulated host that runs version v1 and a real agent process that talks to `api`. */
export const startBench = async (
  api: FakeApi,
  bundles: Bundles,
  { stallSeconds = 600, settings = {}, command = [process.execPath, bundles.agent] }: Scenery = {},
): Promise<Bench> => {
  const dir = mkdtempSync(join(tmpdir(), 'agent-bench-'))
  const registry = join(dir, 'registry.json')
  writeRegistry(registry, registryWith(REPOSITORY, ['v1', 'v2', 'v3']))
  const host = join(dir, 'host')
  await createHost({
    dir: host,
    name: NODE_NAME,
    registry,
    image: `${REPOSITORY}:v1`,
    script: bundles.host,
    ...settings,
  })
  writeFileSync(join(dir, 'token'), tokenFor(NODE_NAME, NODE_UID))
  writeFileSync(join(dir, 'kubeconfig'), api.kubeconfigText(join(dir, 'token')))
  const secret = join(dir, 'pull-secret.json')
  const agent = {
    command,
    env: {
      NODE_NAME,
      KUBECONFIG: join(dir, 'kubeconfig'),
      PULL_SECRET_FILE: secret,
      PULL_STALL_SECONDS: String(stallSeconds),
    },
  }
  const machine = await startMachine({ dir: host, agent })
  const others: AgentProcess[] = []
  return {
    machine,
    faults: faults => writeFaults(machine.layout, faults),
    holdPulls: () => {
      const until = join(dir, 'go-on')
      writeFaults(machine.layout, { switch: { name: 'stall', until } })
      return () => writeFileSync(until, '')
    },
    stallOnePull: () => {
      writeFaults(machine.layout, { switch: { name: 'stall', times: 1 } })
      return () => (readFaults(machine.layout).switch as Fault).times === 0
    },
    isPulling: () => runningUnit(machine.layout, unitOf('switch')) !== undefined,
    log: () => readFileSync(join(host, 'agent.log'), 'utf8'),
    rotateToken: () => {
      const next = `${tokenFor(NODE_NAME, NODE_UID)}-${Date.now()}`
      // At once, as a kubelet does: half a token names no node.
      writeFileSync(join(dir, 'next-token'), next)
      renameSync(join(dir, 'next-token'), join(dir, 'token'))
      return next
    },
    secret,
    startAnother: () => {
      const other = startAgentProcess(host, agent)
      others.push(other)
      return other
    },
    stop: async () => {
      for (const other of others) await other.end()
      await machine.stop()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}
