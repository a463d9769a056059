import assert from 'node:assert/strict'
import { waitFor } from '../../testbed/control-plane/wait-for'
import { whileWatched } from './budget'
import { BOOT_SECONDS, LOOK_EVERY_MS, read, versionInside } from './cluster-facts'
import { applyPool, untilUpToDate } from './pool'
import type { Story, Told } from './story'
import { untilSomeNode } from './updates'
import { FOURTEENTH } from './versions'

interface Pods {
  readonly items: ReadonlyArray<{
    readonly spec: { readonly containers: ReadonlyArray<{ readonly image: string }> }
    readonly status: { readonly containerStatuses?: ReadonlyArray<{ readonly ready: boolean }> }
  }>
}

const AGENTS = ['pods', '--namespace=bootc-operator', '--selector=app.kubernetes.io/name=bootc-agent']

const untilAgentsRun = ({ cluster }: Told, image: string): Promise<true> =>
  waitFor({
    what: `all agents to run ${image}`,
    seconds: BOOT_SECONDS,
    everyMs: LOOK_EVERY_MS,
    look: async () => {
      const { items } = await read<Pods>(cluster, ...AGENTS)
      const isNew = items.every(
        ({ spec, status }) => spec.containers[0]?.image === image && status.containerStatuses?.[0]?.ready === true,
      )
      return (items.length === cluster.machines.all.length && isNew) || undefined
    },
  })

/** The operator is upgraded while a node reboots: the DaemonSet replaces the agents, and the rollout goes on. */
export const agentUpgrade: Story = {
  name: 'goes on with a rollout while the agents are replaced',
  run: async told => {
    const { cluster, say } = told
    const { hooks } = cluster
    const ref = await cluster.publish(FOURTEENTH)
    const { mostNodes } = await whileWatched(cluster, async () => {
      await applyPool(cluster, ref)
      await untilSomeNode(told, 'to reboot', ({ phase }) => phase === 'Rebooting')
      await hooks.kill()
      await hooks.start(cluster.nextAgent)
      say(`the operator was upgraded: its agents are ${cluster.nextAgent}`)
      await untilUpToDate(told, ref)
      await untilAgentsRun(told, cluster.nextAgent)
    })
    assert.equal(mostNodes, 1, 'one node at a time')
    for (const { name } of cluster.machines.all) assert.equal(await versionInside(cluster, name), FOURTEENTH.version)
  },
}
