import { isCordonedNow, markOn } from '../node-facts'
import { newMarks } from './marks'
import type { Invariant } from './moment'

/** A mark comes with a cordon, and takes along the cordon that came with it, in one write. */
export const cordonsWithItsMark: Invariant = moment => {
  const { before, after } = moment.nodes
  for (const { name, node } of newMarks(moment)) {
    if (!isCordonedNow(node)) return `${name} was marked, and not cordoned`
  }
  for (const name in before) {
    const slot = markOn(before[name])
    const node = after[name]
    if (slot === undefined || node === undefined || node === before[name] || markOn(node) !== undefined) continue
    if (moment.world.journal.tampered.has(name)) continue
    if (slot.uncordon && isCordonedNow(node)) return `${name} lost its mark, and stays cordoned`
    if (!slot.uncordon && !isCordonedNow(node)) return `${name} lost its mark, and with it a cordon that was not ours`
  }
  return undefined
}
