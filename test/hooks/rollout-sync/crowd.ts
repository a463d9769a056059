import { aMember, being, marked } from '../../builders/a-member'
import { anUpdate, inBoot, ordering, reporting, running, silent, staged } from '../../builders/an-update'
import { imageOf, NEW, OLD, OTHER } from '../../builders/digests'
import { ATTEMPT, type SceneNode } from '../failures/one-sync'

/** The longest names that the API takes are 253 characters; clouds use about 50. */
export const nameOf = (at: number, length: number): string => `n${at}.`.padEnd(Math.max(length, 8), 'x')

/** With characters of two and three bytes, since some limits count those. */
export const SENTENCE =
  'Pulling „os“: Creating importer: pinging container registry: Verbindung zurückgewiesen, '.repeat(20)
const failing = { key: ATTEMPT, digest: NEW, outcome: 'Failed', reason: 'ImageNotFound', message: SENTENCE } as const
const degraded = {
  type: 'Degraded',
  status: 'True',
  reason: 'Unauthorized',
  message: SENTENCE,
  lastTransitionTime: '2026-01-02T00:00:05Z',
} as const
const blockers = Array.from({ length: 5 }, (_, i) => ({ pod: `ns/${'p'.repeat(200)}-${i}`, reason: SENTENCE }))

/** One node of each kind of obstacle. */
export const KINDS: ReadonlyArray<(name: string) => SceneNode> = [
  name => ({ member: aMember(name), update: anUpdate(name, running(NEW)) }),
  name => ({ member: aMember(name), update: anUpdate(name, silent) }),
  name => ({ member: aMember(name, being({ ready: false })), update: anUpdate(name) }),
  name => ({ member: aMember(name, being({ unschedulable: true })), update: anUpdate(name, staged()) }),
  name => ({ member: aMember(name, being({ holds: ['RebootWantedByKured'] })), update: anUpdate(name, staged()) }),
  name => ({ member: aMember(name, being({ contenders: ['others', 'workers'] })), update: anUpdate(name, staged()) }),
  name => ({ member: aMember(name), update: anUpdate(name, reporting({ phase: 'Failed', attempt: failing })) }),
  name => ({ member: aMember(name), update: anUpdate(name, reporting({ phase: 'Staging', conditions: [degraded] })) }),
  name => ({ member: aMember(name), update: anUpdate(name, ordering({ image: imageOf(OLD), attempt: 'a' })) }),
  name => ({ member: aMember(name), update: anUpdate(name, staged()) }),
  name => {
    const member = aMember(name, marked('7', ATTEMPT, 'Blocked'))
    const drain = member.spec.drain && { ...member.spec.drain, blockers }
    return {
      member: { ...member, spec: { ...member.spec, ...(drain && { drain }) } },
      update: anUpdate(name, staged()),
    }
  },
  name => ({ member: aMember(name, marked('7', ATTEMPT, 'Drained')), update: anUpdate(name, staged()) }),
  name => ({ member: aMember(name, marked('7', 'older', 'Drained')), update: anUpdate(name, staged()) }),
  name => ({ member: aMember(name, marked('7', ATTEMPT)), update: anUpdate(name, running(NEW), inBoot('boot-2/0')) }),
  name => ({
    member: aMember(name),
    update: anUpdate(name, running(OTHER), reporting({ attempt: { key: ATTEMPT, digest: NEW, outcome: 'Succeeded' } })),
  }),
]
