import type { BootcOf } from '../nodes/choose-hosts'
import { adopt } from './adopt'
import { agentUpgrade } from './agent-upgrade'
import { cancel } from './cancel'
import { failingImage } from './failing-image'
import { fallback } from './fallback'
import { hooksKilled } from './hooks-killed'
import { manualTag } from './manual-tag'
import { pause } from './pause'
import { powerCut } from './power-cut'
import { powerCutStaged } from './power-cut-staged'
import { pullSecret } from './pull-secret'
import { softReboot } from './soft-reboot'
import type { Story } from './story'
import { update } from './update'
import { updateOne } from './update-one'
import { verify } from './verify'

export interface Listed {
  readonly key: string
  readonly story: Story
  /** So many machines it needs at least. */
  readonly nodes: number
  /** Why it cannot pass on these. */
  readonly cannotOn?: Partial<Readonly<Record<BootcOf, string>>>
}

const REAL_BOOT_LOADER = 'the mark of an image that does not boot means nothing to a real boot loader'
/** Recorded step 440. */
const NO_LABELS = 'bootc stages an image there that has not the labels of an operating system'

/** In this order: each takes the cluster as the one before left it. */
export const stories: ReadonlyArray<Listed> = [
  { key: 'adopt', story: adopt, nodes: 1 },
  { key: 'update', story: update, nodes: 2 },
  { key: 'update-one', story: updateOne, nodes: 1 },
  { key: 'power-cut', story: powerCut, nodes: 2 },
  { key: 'fallback', story: fallback, nodes: 2, cannotOn: { composefs: REAL_BOOT_LOADER, image: REAL_BOOT_LOADER } },
  { key: 'cancel', story: cancel, nodes: 2 },
  { key: 'pull-secret', story: pullSecret, nodes: 1 },
  { key: 'failing-image', story: failingImage, nodes: 1, cannotOn: { composefs: NO_LABELS } },
  { key: 'soft-reboot', story: softReboot, nodes: 1 },
  { key: 'hooks-killed', story: hooksKilled, nodes: 2 },
  { key: 'pause', story: pause, nodes: 2 },
  { key: 'power-cut-staged', story: powerCutStaged, nodes: 1 },
  { key: 'agent-upgrade', story: agentUpgrade, nodes: 1 },
  { key: 'manual-tag', story: manualTag, nodes: 1 },
  { key: 'verify', story: verify, nodes: 1 },
]

/** With several machines `update` tells all of it. */
const isMeant = ({ key, nodes, cannotOn }: Listed, machines: number, bootc: BootcOf): boolean =>
  nodes <= machines && (key !== 'update-one' || machines === 1) && cannotOn?.[bootc] === undefined

/**
 * The stories of these names, of none all that are meant for so many machines. The first is always among them, since it
 * makes the machines join. Throws an Error that names the story which is wrong.
 */
export const pickStories = (names: ReadonlyArray<string>, machines: number, bootc: BootcOf): ReadonlyArray<Listed> => {
  for (const name of names) {
    const found = stories.find(({ key }) => key === name)
    if (found === undefined)
      throw new Error(`no story is named ${name}: there are ${stories.map(({ key }) => key).join(', ')}`)
    if (found.nodes > machines) throw new Error(`story ${name} needs ${found.nodes} machines, there are ${machines}`)
    const why = found.cannotOn?.[bootc]
    if (why !== undefined) throw new Error(`story ${name} cannot pass here: ${why}`)
  }
  return stories.filter(
    (listed, at) => at === 0 || (names.length === 0 ? isMeant(listed, machines, bootc) : names.includes(listed.key)),
  )
}
