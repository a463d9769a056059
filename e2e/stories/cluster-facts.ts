import { waitFor } from '../../testbed/control-plane/wait-for'
import { kubectlPatiently } from '../../testbed/lab/kubectl-patiently'
import { MACHINE_LABEL } from '../nodes/qemu/seed-files'
import type { Cluster } from '../providers/cluster'

export interface NodeFacts {
  readonly name: string
  readonly ready: boolean
  readonly cordoned: boolean
  readonly bootId: string
  /** PRETTY_NAME, as the kubelet read it. */
  readonly osImage: string
}

interface RawNode {
  readonly metadata: { readonly name: string }
  readonly spec: { readonly unschedulable?: boolean }
  readonly status: {
    readonly conditions: ReadonlyArray<{ readonly type: string; readonly status: string }>
    readonly nodeInfo: { readonly bootID: string; readonly osImage: string }
  }
}

/** An object or a list of the API server, which a busy machine keeps from answering at times; rejects with kubectl's words. */
export const read = async <T>({ kubectl }: Cluster, ...what: ReadonlyArray<string>): Promise<T> =>
  JSON.parse(await kubectlPatiently(`get ${what.join(' ')}`, () => kubectl('get', ...what, '-o', 'json'))) as T

/** Applies an object; rejects with kubectl's words. */
export const applyObject = async ({ apply }: Cluster, object: object): Promise<void> => {
  await kubectlPatiently('apply', () => apply(JSON.stringify(object)))
}

/** The Nodes that are machines. */
export const readNodes = async (cluster: Cluster): Promise<ReadonlyArray<NodeFacts>> => {
  const { items } = await read<{ items: ReadonlyArray<RawNode> }>(cluster, 'nodes', `--selector=${MACHINE_LABEL}`)
  return items.map(({ metadata, spec, status }) => ({
    name: metadata.name,
    ready: status.conditions.some(({ type, status: is }) => type === 'Ready' && is === 'True'),
    cordoned: spec.unschedulable === true,
    bootId: status.nodeInfo.bootID,
    osImage: status.nodeInfo.osImage,
  }))
}

export const readNode = async (cluster: Cluster, name: string): Promise<NodeFacts> => {
  const node = (await readNodes(cluster)).find(candidate => candidate.name === name)
  if (node === undefined) throw new Error(`there is no Node ${name}`)
  return node
}

/** The boot ids of the machines by their names. */
export const bootIds = async (cluster: Cluster): Promise<ReadonlyMap<string, string>> =>
  new Map((await readNodes(cluster)).map(({ name, bootId }) => [name, bootId]))

/** Milliseconds between two looks: each is a process of kubectl, for which emulated machines wait. */
export const LOOK_EVERY_MS = 700

/** An emulated machine needs one to two minutes from power on to Ready, and ten beside much other work. */
export const BOOT_SECONDS = 1200

export const untilReady = (cluster: Cluster, names: ReadonlyArray<string>): Promise<true> =>
  waitFor({
    what: `${names.join(', ')} to be Ready`,
    seconds: BOOT_SECONDS,
    everyMs: LOOK_EVERY_MS,
    look: async () => {
      const nodes = await readNodes(cluster)
      return names.every(name => nodes.some(node => node.name === name && node.ready)) || undefined
    },
  })

/** What the machine itself says, not what was reported of it. */
export const versionInside = async ({ machines }: Cluster, name: string): Promise<string> => {
  const { stdout } = await machines.get(name).run(['/bin/sh', '-c', '. /etc/os-release; echo "$VERSION_ID"'])
  return stdout.trim()
}
