import assert from 'node:assert/strict'
import { BOOT_SECONDS, read, readNodes, untilReady, versionInside } from './cluster-facts'
import { applyPool, untilUpToDate } from './pool'
import type { Story, Told } from './story'
import { INSTALLED } from './versions'

interface Pods {
  readonly items: ReadonlyArray<{
    readonly spec: { readonly nodeName?: string; readonly containers: ReadonlyArray<{ readonly image: string }> }
    readonly status: { readonly phase: string }
  }>
}

/** Runs in the machine: what the operator would have left there. */
const TRACES = 'ls -d /run/bootc-operator /var/lib/bootc-operator 2>/dev/null; true'

const nothingHappens = async ({ cluster, say }: Told, names: ReadonlyArray<string>): Promise<void> => {
  const { items } = await read<Pods>(
    cluster,
    'pods',
    '--all-namespaces',
    '--selector=app.kubernetes.io/name=bootc-agent',
  )
  assert.deepEqual(items, [], 'without a pool there are no agents')
  for (const name of names) {
    const { stdout } = await cluster.machines.get(name).run(['/bin/sh', '-c', TRACES])
    assert.equal(stdout, '', `${name}: the operator left something on a host of no pool`)
  }
  say('without a pool the operator does nothing')
}

/** Machines join, nothing happens; then a pool adopts them with the image that they run. */
export const adopt: Story = {
  name: 'adopts machines that run the image already',
  run: async told => {
    const { cluster, say } = told
    const names = cluster.machines.all.map(({ name }) => name)
    for (const machine of cluster.machines.all) await machine.powerOn()
    for (const machine of cluster.machines.all) await machine.answers(BOOT_SECONDS)
    await untilReady(cluster, names)
    say((await cluster.kubectl('get', 'nodes', '-o', 'wide')).stdout.trimEnd())
    await cluster.operatorRuns()
    await nothingHappens(told, names)
    const before = await readNodes(cluster)
    const ref = await cluster.publish(INSTALLED)
    await applyPool(cluster, ref)
    await untilUpToDate(told, ref)
    const { items } = await read<Pods>(
      cluster,
      'pods',
      '--selector=app.kubernetes.io/name=bootc-agent',
      '--namespace=bootc-operator',
    )
    assert.deepEqual(items.map(({ spec }) => spec.nodeName).sort(), [...names].sort(), 'one agent on every node')
    assert.deepEqual(
      (await readNodes(cluster)).map(({ bootId }) => bootId),
      before.map(({ bootId }) => bootId),
      'nobody rebooted',
    )
    for (const name of names) assert.equal(await versionInside(cluster, name), INSTALLED.version)
    say((await cluster.kubectl('get', 'bootcnodepools,bootcnodeupdates')).stdout.trimEnd())
  },
}
