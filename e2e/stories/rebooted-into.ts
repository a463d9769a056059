import assert from 'node:assert/strict'
import { bootsTable, readNodes, versionInside } from './cluster-facts'
import type { Told } from './story'

/** The boot ids of the machines by their names, as their kubelets report them; shown as kubectl does. */
export const showBoots = async ({ cluster, say }: Told): Promise<ReadonlyMap<string, string>> => {
  say(await bootsTable(cluster))
  return new Map((await readNodes(cluster)).map(({ name, bootId }) => [name, bootId]))
}

/** Every machine is in another boot than before, takes pods, and is what its own os-release says that it is. */
export const assertRebootedInto = async (
  told: Told,
  version: string,
  before: ReadonlyMap<string, string>,
): Promise<void> => {
  const { cluster, say } = told
  const after = await showBoots(told)
  for (const { name, cordoned } of await readNodes(cluster)) {
    const inside = await versionInside(cluster, name)
    say(`${name}: its os-release says version ${inside}`)
    assert.notEqual(after.get(name), before.get(name), `${name} has rebooted`)
    assert.equal(cordoned, false, `${name} takes pods again`)
    assert.equal(inside, version, `${name} runs the image`)
  }
}
