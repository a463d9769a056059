import { MEMBER_KEY, UPDATE_KEY } from '../../hooks/api/names'
import { aMember, marked } from '../../test/builders/a-member'
import { aRollout, withSettings } from '../../test/builders/a-rollout'
import { anUpdate, inBoot, rebootOrder, running, staged } from '../../test/builders/an-update'
import { NEW } from '../../test/builders/digests'
import { aCount } from '../../test/builders/settings'

/** What the API server and Metacontroller add to each object, in bytes, as counted on a real API server 1.36. */
const UPDATE_METADATA = 2600
const MEMBER_METADATA = 1500

const padded = <A extends { readonly metadata: object }>(object: A, bytes: number): object => ({
  ...object,
  metadata: {
    ...object.metadata,
    annotations: { 'metacontroller.k8s.io/last-applied-configuration': 'x'.repeat(bytes / 2) },
    managedFields: [{ manager: 'x'.repeat(bytes / 2) }],
  },
})

/**
 * The body of a rollout-sync in the middle of a rollout of N nodes: a tenth is done, a tenth holds a slot and reboots,
 * the rest is staged and waits. All slots are taken, so nothing is asked of the API server.
 */
export const rolloutRequest = (nodes: number): string => {
  const tenth = Math.ceil(nodes / 10)
  const names = Array.from({ length: nodes }, (_, at) => `node-${String(at).padStart(4, '0')}`)
  const updates = names.map((name, at) => {
    if (at < tenth) return anUpdate(name, running(NEW), inBoot('boot-2/0'))
    if (at < 2 * tenth) return anUpdate(name, staged(), rebootOrder(`mark-${name}`))
    return anUpdate(name, staged())
  })
  const members = names.map((name, at) => {
    const holds = at >= tenth && at < 2 * tenth
    return holds ? aMember(name, marked(`mark-${name}`, NEW.slice(7, 19), 'Drained')) : aMember(name)
  })
  const named = (objects: ReadonlyArray<object>): object =>
    Object.fromEntries(objects.map((object, at) => [names[at], object]))
  return JSON.stringify({
    parent: aRollout(withSettings({ maxUnavailable: aCount(tenth) })),
    children: { [UPDATE_KEY]: named(updates.map(update => padded(update, UPDATE_METADATA))) },
    related: { [MEMBER_KEY]: named(members.map(member => padded(member, MEMBER_METADATA))) },
  })
}
