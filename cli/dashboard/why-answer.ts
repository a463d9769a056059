import type { Fleet } from '../cluster/fleet'
import { courseOf, rolloutOf } from '../course'
import { nodeWhy } from '../why/node-why'
import { whyFields, whyTitle } from '../why/render'
import type { WhyAnswer } from './picture'

/** What `kubectl bootc why` says of a node; undefined when no rollout knows it. */
export const whyAnswer = (fleet: Fleet, name: string, now: Date): WhyAnswer | undefined => {
  const pool = fleet.updates.find(({ metadata }) => metadata.name === name)?.spec.node.pool
  const rollout = pool === undefined ? undefined : rolloutOf(fleet, pool)
  const course = rollout && courseOf(fleet, rollout, now)
  const node = course?.observed.nodes.find(other => other.name === name)
  if (course === undefined || node === undefined) return undefined
  const told = nodeWhy(node, course)
  const fields = whyFields(told, now).flatMap(([label, text]) => {
    const texts = typeof text === 'string' ? [text] : (text ?? [])
    return texts.length === 0 ? [] : [{ label, texts }]
  })
  return { title: whyTitle(told), fields }
}
