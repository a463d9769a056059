import { isCordonedNow } from '../node-facts'
import type { Invariant } from './moment'

/** A node that an admin cordoned stays so until the admin uncordons it. */
export const leavesForeignCordons: Invariant = ({ nodes, world }) => {
  for (const name of world.journal.foreignCordons) {
    const node = nodes.after[name]
    if (node !== undefined && !isCordonedNow(node)) return `${name} was cordoned by an admin, and is not any more`
  }
  return undefined
}
