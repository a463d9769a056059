import { rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { KubeConfig } from '@kubernetes/client-node'
import { withKeepAlive } from '../../hooks/ports/api/keep-alive'
import { waitFor } from '../control-plane/wait-for'
import { writeFaults } from '../hosts/faults'
import { bootedDeployment, readState } from '../hosts/host-state'
import { type BudgetWatch, watchBudget } from '../lab/budget-watch'
import { type Lab, startLab } from '../lab/lab'
import { demoPods, demoPool } from './manifests'
import { reportOperatorPod } from './operator-pod'
import { screenFor } from './screen'
import { tableOf } from './table'
import { shelve, startTagRegistry, type TagRegistry } from './tag-registry'
import { type Scenario, tourLines } from './tour'
import { prepareTour } from './tour-folder'
import { followCluster } from './view'

const NODES = ['node-1', 'node-2', 'node-3', 'node-4', 'node-5']
const ROLE = { 'example.com/role': 'worker' }
const MAX_UNAVAILABLE = 2
const POOL = 'workers'
const VERSIONS = ['v1', 'v2', 'v3']
/** A rollout of five nodes takes half a minute; beyond this, in seconds, something is stuck. */
const DEADLINE_SECONDS = 240
/** Without a terminal, lines are cut here. */
const DEFAULT_WIDTH = 160

const flag = (name: string): string | undefined =>
  process.argv.find(arg => arg.startsWith(`--${name}=`))?.slice(name.length + 3)

const scenarioOf = (name: string): Scenario => {
  if (name === 'rollout' || name === 'fallback') return name
  throw new Error(`--scenario=${name} is unknown: take rollout or fallback`)
}

const dir = resolve(flag('dir') ?? '.demo')
const keep = process.argv.includes('--keep')
const screen = screenFor(process.stdout)

interface Stage {
  readonly lab: Lab
  readonly registry: TagRegistry
  readonly scenario: Scenario
}

const apply = async ({ controlPlane }: Lab, file: string, text: string): Promise<void> => {
  const path = join(dir, file)
  writeFileSync(path, text)
  const { code, stderr } = await controlPlane.kubectl('apply', '-f', path)
  if (code !== 0) throw new Error(`kubectl apply -f ${path}: ${stderr}`)
}

const addNodes = async ({ lab: { nodes }, registry, scenario }: Stage): Promise<void> => {
  const image = `${registry.repository}@${registry.digestOf('v1')}`
  for (const name of NODES) {
    const { machine } = await nodes.add({ name, image, labels: ROLE, rebootSeconds: 1, host: { stageSeconds: 2 } })
    if (scenario === 'fallback') writeFaults(machine.layout, { fallbackDigests: [registry.digestOf('v2')] })
  }
}

const budgetOf = ({ controlPlane, nodes }: Lab): BudgetWatch => {
  const config = new KubeConfig()
  config.loadFromFile(controlPlane.kubeconfig)
  return watchBudget({
    config: withKeepAlive(config),
    labelSelector: 'example.com/role=worker',
    maxUnavailable: MAX_UNAVAILABLE,
    isUp: name => nodes.get(name).machine.isUp(),
  })
}

/** Seconds after which a slot that is not given back counts as left behind. */
const FREE_SECONDS = 30

/** The phase that the first rollout of a scenario ends in. */
const END: Readonly<Record<Scenario, string>> = { rollout: 'UpToDate', fallback: 'Halted' }

/** Shows the table at every event until the pool is where the scenario leads it; rejects when that takes too long. */
const untilEnd = ({ lab: { controlPlane }, scenario }: Stage): Promise<void> =>
  new Promise((done, fail) => {
    const end = (outcome: () => void): void => {
      clearTimeout(timer)
      view.stop()
      outcome()
    }
    const view = followCluster(controlPlane.kubeconfig, POOL, () => {
      screen.show(tableOf(view.pool(), view.nodes(), process.stdout.columns ?? DEFAULT_WIDTH))
      if (view.pool()?.phase === END[scenario]) end(done)
    })
    const timer = setTimeout(
      () => end(() => fail(new Error(`the pool is not ${END[scenario]} after ${DEADLINE_SECONDS} s`))),
      DEADLINE_SECONDS * 1000,
    )
  })

/** What the hosts themselves say, not what was reported of them. */
const hostsWith = ({ lab: { nodes }, registry }: Stage, version: string): ReadonlyArray<string> =>
  NODES.filter(
    name => bootedDeployment(readState(nodes.get(name).machine.layout)).image.digest === registry.digestOf(version),
  )

const rollOut = async (stage: Stage): Promise<ReadonlyArray<string>> => {
  const { lab, registry, scenario } = stage
  await addNodes(stage)
  await apply(lab, 'pods.json', demoPods(NODES))
  const budget = budgetOf(lab)
  const ref = `${registry.repository}:stable`
  screen.say(`$ kubectl apply -f pool.yaml   # ${ref}: v1 → v2, maxUnavailable ${MAX_UNAVAILABLE}`)
  await apply(lab, 'pool.yaml', demoPool(POOL, ref, MAX_UNAVAILABLE))
  await untilEnd(stage)
  // The watch may be behind, and a pool that halts gives slots back after it says so.
  const isFree = async (): Promise<true | undefined> => ((await budget.live()).length === 0 ? true : undefined)
  await waitFor({ what: 'slots to be given back', seconds: FREE_SECONDS, look: isFree }).catch(() => undefined)
  const left = await budget.live()
  budget.stop()
  const wanted = scenario === 'fallback' ? 'v1' : 'v2'
  const right = hostsWith(stage, wanted)
  screen.say(
    scenario === 'fallback'
      ? `v2 boots on no host: the first nodes fell back to v1, the pool halted, and ${right.length} of ${NODES.length} nodes run v1`
      : `${right.length} of ${NODES.length} nodes run v2`,
  )
  screen.say(`at most ${budget.most()} of ${MAX_UNAVAILABLE} allowed were cordoned or rebooting at any event`)
  return [
    ...budget.violations().map(line => `budget broken: ${line}`),
    ...left.map(name => `${name} is left cordoned or marked`),
    ...NODES.filter(name => !right.includes(name)).map(name => `${name} does not run ${wanted}`),
  ]
}

const run = async (): Promise<void> => {
  const scenario = scenarioOf(flag('scenario') ?? 'rollout')
  rmSync(dir, { recursive: true, force: true })
  screen.say(
    'Starting etcd, kube-apiserver, controller-manager, Metacontroller, the hooks, a registry and five simulated hosts.',
  )
  const registry = await startTagRegistry(VERSIONS, { stable: 'v2' })
  const lab = await startLab({
    dir,
    hookEnv: { INSECURE_REGISTRIES: registry.host },
    log: line => (line.includes('boot') ? undefined : screen.say(line)),
  })
  shelve(join(dir, 'hosts', 'registry.json'), registry, VERSIONS)
  const stopped = new Promise<never>((_, reject) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => reject(new Error(signal)))
  })
  try {
    const pod = reportOperatorPod(lab)
    const problems = await Promise.race([rollOut({ lab, registry, scenario }), stopped])
    await pod
    for (const problem of problems) screen.say(`FAILED: ${problem}`)
    process.exitCode = problems.length === 0 ? 0 : 1
    if (keep) {
      for (const line of tourLines(scenario, prepareTour(dir, lab, registry, 'node-3'))) screen.say(line)
      screen.say(`Logs of every process, and the hosts' files: ${dir}. It keeps running; Ctrl-C ends it.`)
      await stopped.catch(() => undefined)
    } else {
      screen.say('`npm run demo -- --keep` leaves the cluster running, and says what to try in it;')
      screen.say('`npm run demo -- --keep --scenario=fallback` plays an image that does not boot.')
    }
  } finally {
    await lab.stop()
    registry.stop()
  }
}

run().then(
  () => process.exit(),
  (error: unknown) => {
    screen.say(`the demo ended: ${error instanceof Error ? error.message : String(error)}`)
    process.exit(1)
  },
)
