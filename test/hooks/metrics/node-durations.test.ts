import assert from 'node:assert/strict'
import type { BootcNodeUpdate } from '../../../hooks/api/bootc-node-update'
import { durationsOf, secondsOf } from '../../../hooks/metrics/node-durations'
import type { NamedMember } from '../../builders/a-member'
import { aMember, joined, marked } from '../../builders/a-member'
import { anUpdate, ordering, rebootOrder, reporting, silent } from '../../builders/an-update'
import { NEW } from '../../builders/digests'

const ATTEMPT = 'bbbbbbbbbbbb'

const stagedAt = (lastTransitionTime: string) =>
  reporting({
    conditions: [{ type: 'Staged', status: 'True', reason: 'ImageStaged', message: '', lastTransitionTime }],
  })
const done = reporting({
  attempt: { key: ATTEMPT, digest: NEW, outcome: 'Succeeded', finishedAt: '2026-01-02T00:06:30Z' },
})
const orderedAt = (since: string) => ordering({ since })

const cases: ReadonlyArray<{
  readonly name: string
  readonly member?: NamedMember
  readonly update: BootcNodeUpdate | undefined
  readonly want: ReadonlyArray<string>
}> = [
  { name: 'nothing without an update', update: undefined, want: [] },
  { name: 'nothing while nobody reported', update: anUpdate('n1', silent), want: [] },
  {
    name: 'a download from its order to the image',
    update: anUpdate('n1', stagedAt('2026-01-02T00:01:30Z')),
    want: [`stage ${ATTEMPT} 90`],
  },
  {
    name: 'no download that came before its order',
    update: anUpdate('n1', stagedAt('2026-01-01T00:00:00Z')),
    want: [],
  },
  {
    name: 'a drain from the mark to the order to reboot',
    member: aMember('n1', marked('90', ATTEMPT, 'Drained')),
    update: anUpdate('n1', rebootOrder('90'), orderedAt('2026-01-02T00:05:00Z')),
    want: ['drain 90 300'],
  },
  {
    name: 'no drain by an order under another mark',
    member: aMember('n1', marked('91', ATTEMPT, 'Drained')),
    update: anUpdate('n1', rebootOrder('90'), orderedAt('2026-01-02T00:05:00Z')),
    want: [],
  },
  {
    name: 'a reboot from its order to the agent’s word',
    update: anUpdate('n1', rebootOrder('90'), orderedAt('2026-01-02T00:05:00Z'), done),
    want: ['reboot 90 90'],
  },
  {
    name: 'no reboot of an earlier attempt',
    update: anUpdate('n1', rebootOrder('90'), ordering({ attempt: 'another' }), done),
    want: [],
  },
]

describe('of a node is measured', () => {
  for (const { name, member = aMember('n1'), update, want } of cases) {
    it(name, () => {
      const found = durationsOf(joined(member, update)).flatMap(duration => {
        const seconds = secondsOf(duration, 0)
        return seconds === undefined ? [] : [`${duration.what} ${duration.key} ${seconds}`]
      })
      assert.deepEqual(found, want)
    })
  }
})
