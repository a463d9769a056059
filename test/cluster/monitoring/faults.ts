import type { TestRegistry } from '../../../testbed/registry/start-registry'
import { tinyImage } from '../../../testbed/registry/tiny-image'
import { joinNodes, machineOf, put, setFaults } from '../support/acts'
import { STORY_LABEL } from '../support/pools'
import { poolPath, readMember, until, untilPool } from '../support/views'
import { addProtectedPods } from '../support/workloads'
import type { World } from '../support/world'

/** A pool whose image is a tag, for whatever nodes its label finds. */
const putTag = ({ api }: World, name: string, ref: string, more: object = {}): Promise<void> =>
  api.put(poolPath(name), {
    apiVersion: 'node.bootc.dev/v1alpha1',
    kind: 'BootcNodePool',
    metadata: { name },
    spec: {
      nodeSelector: { matchLabels: { [STORY_LABEL]: name } },
      image: { ref, pollIntervalSeconds: 30 },
      ...more,
    },
  })

/** A Node of which no agent ever speaks: it was registered, and its machine is not there. */
const addSilentNode = ({ api }: World, name: string, story: string): Promise<unknown> =>
  api.create('/api/v1/nodes', {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, labels: { [STORY_LABEL]: story } },
  })

const blockedDrain = async (world: World): Promise<void> => {
  await joinNodes(world, 'blocked', ['blocked-1'])
  await addProtectedPods(world, 'blocked-1', 1)
  await put(world, { name: 'blocked', version: 'v2' })
}

const failedNode = async (world: World): Promise<void> => {
  await joinNodes(world, 'failed', ['failed-1'])
  setFaults(world, 'failed-1', { status: 'garbage' })
  machineOf(world, 'failed-1').killAgent()
  await put(world, { name: 'failed', version: 'v2', rollout: { agentTimeoutSeconds: 2 } })
}

const contestedNode = async (world: World): Promise<void> => {
  await joinNodes(world, 'twins', ['twins-1'])
  const twin = { version: 'v2', selector: { [STORY_LABEL]: 'twins' }, rollout: { maxUnavailable: 0 } }
  await put(world, { ...twin, name: 'twin-a' })
  // Whose scope is there first owns the Node and counts it.
  await until('twin-a to own its node', async () => {
    const member = await readMember(world, 'twins-1')
    return member?.pool === 'twin-a' || undefined
  })
  await put(world, { ...twin, name: 'twin-b' })
}

const silentNode = async (world: World): Promise<void> => {
  await addSilentNode(world, 'silent-1', 'silent')
  await put(world, { name: 'silent', version: 'v2' })
}

/** A node that is staged and waits for `give`: its slot is what the operator may not give later. */
const waitingNode = async (world: World): Promise<void> => {
  await joinNodes(world, 'denied', ['denied-1'])
  await put(world, { name: 'denied', version: 'v2', rollout: { maxUnavailable: 0 } })
}

/** A tag that moves, as soon as the pool knows what it meant at first. */
const movingTag = async (world: World, registry: TestRegistry): Promise<void> => {
  await registry.push('team/os', tinyImage({ version: '1' }), 'stable')
  await putTag(world, 'tagged', `${registry.host}/team/os:stable`)
  await untilPool(world, 'tagged', /^(?!Resolving|Unresolved|undefined)/)
  await registry.push('team/os', tinyImage({ version: '2' }), 'stable')
}

/** A node that could start, and a gate whose query returns something. */
const closedGate = async (world: World, url: string): Promise<void> => {
  await joinNodes(world, 'gated', ['gated-1'])
  const gates = [{ id: 'always', prometheus: { url, query: 'vector(1)' } }]
  await put(world, { name: 'gated', version: 'v2', rollout: { gates } })
}

/** A node that was updated, and proves the image for longer than the suite lasts. */
const soakingNode = async (world: World): Promise<void> => {
  await joinNodes(world, 'soaking', ['soaking-1'])
  await put(world, { name: 'soaking', version: 'v2', rollout: { steps: [{ id: 'all', soakSeconds: 36_000 }] } })
}

/** All faults that may stand side by side, made at once. `url`: where Prometheus is. */
export const makeFaults = async (world: World, registry: TestRegistry, url: string): Promise<void> => {
  await Promise.all([
    blockedDrain(world),
    failedNode(world),
    contestedNode(world),
    silentNode(world),
    waitingNode(world),
    movingTag(world, registry),
    closedGate(world, url),
    soakingNode(world),
    put(world, { name: 'paused', version: 'v2', rollout: { paused: true } }),
    // Nobody listens at port 1.
    putTag(world, 'unknown', '127.0.0.1:1/team/os:stable', { pullSecretRef: { name: 'is-not-there' } }),
  ])
}

const OPERATOR_ROLE = '/apis/rbac.authorization.k8s.io/v1/clusterroles/bootc-operator'

interface Role {
  readonly rules: ReadonlyArray<{ readonly resources?: ReadonlyArray<string>; readonly verbs: ReadonlyArray<string> }>
}

/** The operator may not mark Nodes any more, as after a careless edit of its role. */
export const denyMarks = async (world: World): Promise<void> => {
  await untilPool(world, 'denied', /maxUnavailable is 0/)
  const role = await world.api.get<Role>(OPERATOR_ROLE)
  const rules = (role?.rules ?? []).map(rule =>
    rule.resources?.includes('nodes') === true ? { ...rule, verbs: rule.verbs.filter(verb => verb !== 'patch') } : rule,
  )
  await world.api.patch(OPERATOR_ROLE, { rules })
  await put(world, { name: 'denied', version: 'v2' })
}

/** A rollout that goes well, so that there is something to see. */
export const rollOutWell = async (world: World): Promise<void> => {
  await joinNodes(world, 'well', ['well-1', 'well-2'])
  await put(world, { name: 'well', version: 'v2', rollout: { maxUnavailable: 2 } })
  await until('pool well to be up to date', async () => {
    const { status } = (await world.api.get<{ status?: { phase?: string } }>(poolPath('well'))) ?? {}
    return status?.phase === 'UpToDate' || undefined
  })
}

/** What another version of Metacontroller might ask: it cannot be read. */
export const askNonsense = async ({ lab }: World): Promise<void> => {
  await fetch(`http://127.0.0.1:${lab.hooks.port}/node-sync`, { method: 'POST', body: '{}' })
}
