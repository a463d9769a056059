import { UPDATE_KEY } from '../../hooks/api/names'
import { aMember, being, joined, marked } from '../../test/builders/a-member'
import { aRollout, withSettings } from '../../test/builders/a-rollout'
import { aStep } from '../../test/builders/a-step'
import { anUpdate, inBoot, rebootOrder, running, staged } from '../../test/builders/an-update'
import { NEW } from '../../test/builders/digests'
import { aCount } from '../../test/builders/settings'

/** What the API server adds to each object, in bytes, as counted on a real API server 1.36. */
const UPDATE_METADATA = 1100

const CANARY = 'example.com/canary'
const STEPS = [
  aStep('canary', { nodeSelector: { matchLabels: { [CANARY]: 'true' } }, nodes: '10%' as never }),
  aStep('tenth', { nodes: '10%' as never }),
  aStep('half', { nodeSelector: { matchExpressions: [{ key: CANARY, operator: 'Exists' }] }, nodes: '50%' as never }),
]

const padded = <A extends { readonly metadata: object }>(object: A, bytes: number): object => ({
  ...object,
  metadata: {
    ...object.metadata,
    managedFields: [{ manager: 'x'.repeat(bytes) }],
  },
})

/**
 * The body of a rollout-sync in the middle of a rollout of N nodes: a tenth is done, a tenth holds a slot and reboots,
 * the rest is staged and waits. All slots are taken, so nothing is asked of the API server. With steps it is in the last of three.
 */
export const rolloutRequest = (nodes: number, hasSteps = false): string => {
  const tenth = Math.ceil(nodes / 10)
  const names = Array.from({ length: nodes }, (_, at) => `node-${String(at).padStart(4, '0')}`)
  const updates = names.map((name, at) => {
    if (at < tenth) return anUpdate(name, running(NEW), inBoot('boot-2/0'))
    if (at < 2 * tenth) return anUpdate(name, staged(), rebootOrder(`mark-${name}`))
    return anUpdate(name, staged())
  })
  const members = names.map((name, at) => {
    const holds = at >= tenth && at < 2 * tenth
    const member = holds ? aMember(name, marked(`mark-${name}`, NEW.slice(7, 19), 'Drained')) : aMember(name)
    return hasSteps ? being({ labels: [{ key: CANARY, value: String(at < tenth) }] })(member) : member
  })
  const settings = { maxUnavailable: aCount(tenth), ...(hasSteps ? { steps: STEPS } : {}) }
  const rollout = aRollout(withSettings(settings))
  const passedSteps = STEPS.slice(0, 2).map(({ id }) => ({ id, at: '2026-01-01T00:00:00Z' }))
  const named = (objects: ReadonlyArray<object>): object =>
    Object.fromEntries(objects.map((object, at) => [names[at], object]))
  return JSON.stringify({
    parent: hasSteps ? { ...rollout, status: { digest: NEW, passedSteps } } : rollout,
    children: {},
    related: { [UPDATE_KEY]: named(members.map((member, at) => padded(joined(member, updates[at]), UPDATE_METADATA))) },
  })
}
