import assert from 'node:assert/strict'
import { KubeConfig } from '@kubernetes/client-node'
import { withKeepAlive } from '../../../hooks/ports/api/keep-alive'
import { waitFor } from '../../../testbed/control-plane/wait-for'
import { imageDigestOf } from '../../../testbed/hosts/registry'
import { type BudgetWatch, watchBudget } from '../../../testbed/lab/budget-watch'
import { LAB_REPOSITORY, type Lab } from '../../../testbed/lab/lab'
import type { NodeWish } from '../../../testbed/lab/simulated-nodes'
import { applied, KUBECTL_EVERY_MS, kubectl } from './kubectl'
import { PATIENCE_SECONDS } from './views'

/** Each story has nodes and a pool of its own, told apart by this label. */
export const STORY_LABEL = 'example.com/story'

export const digestOf = (version: string): string => imageDigestOf(LAB_REPOSITORY, version)
export const imageOf = (version: string): string => `${LAB_REPOSITORY}@${digestOf(version)}`

export interface PoolWish {
  readonly name: string
  readonly version: string
  readonly rollout?: Readonly<Record<string, unknown>>
  readonly drain?: Readonly<Record<string, unknown>>
  /** Default: the nodes of the story that is named like the pool. */
  readonly selector?: Readonly<Record<string, string>>
}

export const poolObject = ({ name, version, rollout = {}, drain, selector }: PoolWish): object => ({
  apiVersion: 'node.bootc.dev/v1alpha1',
  kind: 'BootcNodePool',
  metadata: { name },
  spec: {
    nodeSelector: { matchLabels: selector ?? { [STORY_LABEL]: name } },
    image: { ref: imageOf(version) },
    rollout: { minReadySeconds: 1, ...rollout },
    ...(drain && { disruption: { drain } }),
  },
})

export const applyPool = async (lab: Lab, wish: PoolWish): Promise<void> => {
  await applied(lab, poolObject(wish))
}

export const addNodes = async (
  { nodes }: Lab,
  story: string,
  names: ReadonlyArray<string>,
  wish: Partial<NodeWish> = {},
): Promise<void> => {
  for (const name of names) {
    await nodes.add({ name, image: imageOf('v1'), labels: { [STORY_LABEL]: story }, ...wish })
  }
}

export interface PoolState {
  readonly phase: string
  readonly reason: string
  readonly message: string
  readonly updated: string
  readonly deployedDigest: string | undefined
}

interface Answer {
  readonly status?: { phase?: string; reason?: string; message?: string; updated?: string; deployedDigest?: string }
}

/** Empty texts stand for what is not written yet: a pool has no status before its first sync. */
export const poolState = async (lab: Lab, name: string): Promise<PoolState> => {
  const stdout = await kubectl(lab, 'get', 'bnp', name, '-o', 'json')
  const { status = {} } = JSON.parse(stdout) as Answer
  const { phase = '', reason = '', message = '', updated = '', deployedDigest } = status
  return { phase, reason, message, updated, deployedDigest }
}

/** Waits as a user would: `kubectl wait` for the condition, which must not be left over from an older target. */
export const untilUpToDate = async (lab: Lab, pool: string): Promise<void> => {
  const target = await kubectl(lab, 'get', 'bnp', pool, '-o', 'jsonpath={.metadata.generation}')
  await waitFor({
    what: `pool ${pool} to observe its generation ${target}`,
    seconds: PATIENCE_SECONDS,
    everyMs: KUBECTL_EVERY_MS,
    look: async () => {
      const seen = await kubectl(lab, 'get', 'bnp', pool, '-o', 'jsonpath={.status.observedGeneration}')
      return seen === target || undefined
    },
  })
  const wait = ['wait', '--for=condition=UpToDate', `--timeout=${PATIENCE_SECONDS}s`, `bnp/${pool}`]
  const first = await lab.controlPlane.kubectl(...wait)
  // kubectl gives up at once when its watch breaks.
  const { code, stderr } = first.code === 0 ? first : await lab.controlPlane.kubectl(...wait)
  assert.equal(code, 0, `${stderr} ${JSON.stringify(await poolState(lab, pool))}`)
}

export const untilPhase = (lab: Lab, pool: string, phase: string): Promise<PoolState> =>
  waitFor({
    what: `pool ${pool} to be ${phase}`,
    seconds: PATIENCE_SECONDS,
    everyMs: KUBECTL_EVERY_MS,
    look: async () => {
      const state = await poolState(lab, pool)
      return state.phase === phase ? state : undefined
    },
  })

/** What each host really boots, from the host itself. */
export const bootedVersions = async (lab: Lab, names: ReadonlyArray<string>): Promise<ReadonlyArray<string>> => {
  const versions = ['v1', 'v2', 'v3']
  const digests = new Map(versions.map(version => [digestOf(version), version]))
  const booted = ['--ignore-not-found', '-o', 'jsonpath={.status.booted.digest}']
  const answers = await Promise.all(names.map(name => kubectl(lab, 'get', 'bnu', name, ...booted)))
  return answers.map(digest => digests.get(digest) ?? digest)
}

export const budgetOf = (lab: Lab, story: string, maxUnavailable: number): BudgetWatch => {
  const config = new KubeConfig()
  config.loadFromFile(lab.controlPlane.kubeconfig)
  return watchBudget({
    config: withKeepAlive(config),
    labelSelector: `${STORY_LABEL}=${story}`,
    maxUnavailable,
    isUp: name =>
      lab.nodes
        .all()
        .find(node => node.name === name)
        ?.machine.isUp() ?? true,
  })
}

/** At no event more than the budget, and nothing left cordoned or marked. */
export const assertKept = async (budget: BudgetWatch): Promise<void> => {
  const left = await budget.live()
  budget.stop()
  assert.deepEqual(budget.violations(), [])
  assert.deepEqual(left, [], 'no node is left cordoned or marked')
}

export const untilSome = (budget: BudgetWatch): Promise<ReadonlyArray<string>> =>
  waitFor({
    what: 'a node to be in flight',
    seconds: PATIENCE_SECONDS,
    look: async () => (budget.now().length > 0 ? budget.now() : undefined),
  })

const podOn = (node: string, number: number): object => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: `${node}-app-${number}`, namespace: 'default', labels: { app: node } },
  spec: {
    nodeName: node,
    terminationGracePeriodSeconds: 1,
    containers: [{ name: 'app', image: 'registry.example/app:v1' }],
  },
})

export const addPods = async (lab: Lab, node: string, count: number): Promise<void> => {
  const items = Array.from({ length: count }, (_, number) => podOn(node, number))
  await applied(lab, { apiVersion: 'v1', kind: 'List', items })
}

export const podsOn = async (lab: Lab, node: string): Promise<number> => {
  const stdout = await kubectl(lab, 'get', 'pods', '-A', '-o', 'name', `--field-selector=spec.nodeName=${node}`)
  return stdout.split('\n').filter(line => line !== '').length
}
