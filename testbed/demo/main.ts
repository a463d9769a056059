import { rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { KubeConfig } from '@kubernetes/client-node'
import { withKeepAlive } from '../../hooks/ports/api/keep-alive'
import { bootedDeployment, readState } from '../hosts/host-state'
import { imageDigestOf } from '../hosts/registry'
import { type BudgetWatch, watchBudget } from '../lab/budget-watch'
import { LAB_REPOSITORY, type Lab, startLab } from '../lab/lab'
import { demoPods, demoPool } from './manifests'
import { screenFor } from './screen'
import { tableOf } from './table'
import { followCluster } from './view'

const NODES = ['node-1', 'node-2', 'node-3', 'node-4', 'node-5']
const ROLE = { 'example.com/role': 'worker' }
const MAX_UNAVAILABLE = 2
const POOL = 'workers'
/** A rollout of five nodes takes half a minute; beyond this, in seconds, something is stuck. */
const DEADLINE_SECONDS = 240
/** Without a terminal, lines are cut here. */
const DEFAULT_WIDTH = 160

const dir = resolve('.demo')
const keep = process.argv.includes('--keep')
const screen = screenFor(process.stdout)
const target = imageDigestOf(LAB_REPOSITORY, 'v2')

const apply = async ({ controlPlane }: Lab, file: string, text: string): Promise<void> => {
  const path = join(dir, file)
  writeFileSync(path, text)
  const { code, stderr } = await controlPlane.kubectl('apply', '-f', path)
  if (code !== 0) throw new Error(`kubectl apply -f ${path}: ${stderr}`)
}

const addNodes = async ({ nodes }: Lab): Promise<void> => {
  for (const name of NODES) {
    const host = { stageSeconds: 2 }
    await nodes.add({ name, image: `${LAB_REPOSITORY}:v1`, labels: ROLE, rebootSeconds: 1, host })
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

/** Shows the table at every event until the pool says that it is up to date; rejects when that takes too long. */
const untilUpToDate = ({ controlPlane }: Lab): Promise<void> =>
  new Promise((done, fail) => {
    const end = (outcome: () => void): void => {
      clearTimeout(timer)
      view.stop()
      outcome()
    }
    const view = followCluster(controlPlane.kubeconfig, POOL, () => {
      screen.show(tableOf(view.pool(), view.nodes(), process.stdout.columns ?? DEFAULT_WIDTH))
      if (view.pool()?.phase === 'UpToDate') end(done)
    })
    const timer = setTimeout(
      () => end(() => fail(new Error(`the pool is not up to date after ${DEADLINE_SECONDS} s`))),
      DEADLINE_SECONDS * 1000,
    )
  })

/** What the hosts themselves say, not what was reported of them. */
const updatedHosts = ({ nodes }: Lab): ReadonlyArray<string> =>
  NODES.filter(name => bootedDeployment(readState(nodes.get(name).machine.layout)).image.digest === target)

const problemsOf = (lab: Lab, budget: BudgetWatch): ReadonlyArray<string> => [
  ...budget.violations().map(line => `budget broken: ${line}`),
  ...budget.now().map(name => `${name} is left cordoned or marked`),
  ...NODES.filter(name => !updatedHosts(lab).includes(name)).map(name => `${name} does not run ${target}`),
]

const rollOut = async (lab: Lab): Promise<ReadonlyArray<string>> => {
  await addNodes(lab)
  await apply(lab, 'pods.json', demoPods(NODES))
  const budget = budgetOf(lab)
  screen.say(`$ kubectl apply -f .demo/pool.yaml   # ${LAB_REPOSITORY}: v1 → v2, maxUnavailable ${MAX_UNAVAILABLE}`)
  await apply(lab, 'pool.yaml', demoPool(POOL, `${LAB_REPOSITORY}@${target}`, MAX_UNAVAILABLE))
  await untilUpToDate(lab)
  budget.stop()
  const problems = problemsOf(lab, budget)
  screen.say(`${updatedHosts(lab).length} of ${NODES.length} nodes run ${target}`)
  screen.say(`at most ${budget.most()} of ${MAX_UNAVAILABLE} allowed were cordoned or rebooting at any event`)
  return problems
}

const howToLook = ({ controlPlane }: Lab): string =>
  [
    'Look further:',
    `  export KUBECONFIG=${controlPlane.kubeconfig}`,
    `  ${controlPlane.binaries.kubectl} get bootcnodepools,bootcrollouts,bootcnodeupdates,bootcpoolmembers`,
    `  logs of every process, and the hosts' files: ${dir}`,
  ].join('\n')

const run = async (): Promise<void> => {
  rmSync(dir, { recursive: true, force: true })
  screen.say('Starting etcd, kube-apiserver, controller-manager, Metacontroller, the hooks and five simulated hosts.')
  const lab = await startLab({ dir, log: line => (line.includes('boot') ? undefined : screen.say(line)) })
  const stopped = new Promise<never>((_, reject) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => reject(new Error(signal)))
  })
  try {
    const problems = await Promise.race([rollOut(lab), stopped])
    for (const problem of problems) screen.say(`FAILED: ${problem}`)
    process.exitCode = problems.length === 0 ? 0 : 1
    screen.say(howToLook(lab))
    if (keep) {
      screen.say('It keeps running; Ctrl-C ends it.')
      await stopped.catch(() => undefined)
    } else screen.say('`npm run demo -- --keep` leaves the cluster running for that.')
  } finally {
    await lab.stop()
  }
}

run().then(
  () => process.exit(),
  (error: unknown) => {
    screen.say(`the demo ended: ${error instanceof Error ? error.message : String(error)}`)
    process.exit(1)
  },
)
