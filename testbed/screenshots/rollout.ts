import { waitFor } from '../control-plane/wait-for'
import { imageDigestOf } from '../hosts/registry'
import { LAB_REPOSITORY, type Lab } from '../lab/lab'

const NODES = Array.from({ length: 12 }, (_, at) => `node-${String(at + 1).padStart(2, '0')}`)
const ROLE = { 'example.com/role': 'worker' }
/** The node whose drain does not end, since that is what people ask about. */
const BLOCKED = 'node-06'
const MAX_UNAVAILABLE = 3
/** A rollout of twelve nodes takes half a minute; beyond this, in seconds, something is stuck. */
const DEADLINE_SECONDS = 180

const apply = async ({ controlPlane }: Lab, ...items: ReadonlyArray<object>): Promise<void> => {
  const { code, stderr } = await controlPlane.apply(JSON.stringify({ apiVersion: 'v1', kind: 'List', items }))
  if (code !== 0) throw new Error(stderr)
}

const pool = (version: string): object => ({
  apiVersion: 'node.bootc.dev/v1alpha1',
  kind: 'BootcNodePool',
  metadata: { name: 'workers' },
  spec: {
    nodeSelector: { matchLabels: ROLE },
    image: { ref: `${LAB_REPOSITORY}@${imageDigestOf(LAB_REPOSITORY, version)}` },
    rollout: { maxUnavailable: MAX_UNAVAILABLE, minReadySeconds: 1 },
  },
})

const cart = [
  {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'cart-0', namespace: 'default', labels: { app: 'cart' } },
    spec: { nodeName: BLOCKED, containers: [{ name: 'cart', image: 'registry.example/cart:v1' }] },
  },
  {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name: 'cart', namespace: 'default' },
    spec: { minAvailable: 1, selector: { matchLabels: { app: 'cart' } } },
  },
]

interface Status {
  readonly phase?: string
  readonly message?: string
  readonly updatedCount?: number
}

const untilPool = ({ controlPlane }: Lab, what: string, is: (status: Status) => boolean): Promise<true> =>
  waitFor({
    what,
    seconds: DEADLINE_SECONDS,
    look: async () => {
      const { stdout } = await controlPlane.kubectl('get', 'bnp', 'workers', '-o', 'jsonpath={.status}')
      return (stdout !== '' && is(JSON.parse(stdout))) || undefined
    },
  })

/** Leads a real rollout to where there is most to see: some nodes are done, some on their way, and one drain is blocked. */
export const rollOutHalfWay = async (lab: Lab): Promise<void> => {
  const host = { stageSeconds: 2 }
  const add = (name: string): Promise<unknown> =>
    lab.nodes.add({ name, image: `${LAB_REPOSITORY}:v1`, labels: ROLE, rebootSeconds: 4, host })
  for (const name of NODES) await add(name)
  await apply(lab, pool('v2'))
  await untilPool(lab, 'a first rollout to end', ({ phase }) => phase === 'UpToDate')
  await apply(lab, ...cart, pool('v3'))
  await untilPool(
    lab,
    'the second rollout to be half way',
    ({ message = '', updatedCount = 0 }) =>
      updatedCount >= 5 && /blocked by/.test(message) && /Rebooting/.test(message),
  )
}
