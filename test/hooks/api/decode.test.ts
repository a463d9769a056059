import assert from 'node:assert/strict'
import * as E from 'fp-ts/Either'
import { decodeWith } from '../../../hooks/api/decode'
import { RolloutSyncRequest } from '../../../hooks/rollout-sync/request'
import { aMember } from '../../builders/a-member'
import { aRollout } from '../../builders/a-rollout'
import { anUpdate } from '../../builders/an-update'

const problemsOf = (body: unknown): ReadonlyArray<string> => {
  const decoded = decodeWith(RolloutSyncRequest)(body)
  return E.isLeft(decoded) ? decoded.left : []
}

const body = {
  parent: aRollout(),
  related: { 'BootcNodeUpdate.node.bootc.dev/v1alpha1': { n1: anUpdate('n1') } },
}

describe('what cannot be read is told in one line per problem', () => {
  it('a good request has none', () => assert.deepEqual(problemsOf(body), []))
  it('a wrong digest is named with its path', () => {
    const parent = { ...aRollout(), spec: { ...aRollout().spec, digest: 'latest' } }
    assert.deepEqual(problemsOf({ ...body, parent }), ['parent.spec.digest: expected ImageDigest, got "latest"'])
  })
  it('a missing field of one update is named with the update', () => {
    const { nodeUID: _gone, ...node } = aMember('n1').spec
    const related = { 'BootcNodeUpdate.node.bootc.dev/v1alpha1': { n1: { ...anUpdate('n1'), spec: { node } } } }
    assert.deepEqual(problemsOf({ ...body, related }), [
      'related.BootcNodeUpdate.node.bootc.dev/v1alpha1.n1.spec.node.nodeUID: expected string, got nothing',
    ])
  })
  it('a flood of problems is cut and counted', () => {
    const broken = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`n${i}`, {}]))
    const problems = problemsOf({ ...body, related: { 'BootcNodeUpdate.node.bootc.dev/v1alpha1': broken } })
    assert.equal(problems.length, 11)
    assert.match(problems.at(-1) ?? '', /^and \d+ more$/)
  })
  it('a flood of 5000 wrong objects is not searched to its end', () => {
    const broken = Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`n${i}`, {}]))
    const problems = problemsOf({ ...body, related: { 'BootcNodeUpdate.node.bootc.dev/v1alpha1': broken } })
    assert.match(problems.at(-1) ?? '', /^and at least 99\d more$/)
  })
  it('a value of megabytes is shown by its beginning', () => {
    const parent = {
      ...aRollout(),
      spec: { ...aRollout().spec, digest: [['x'.repeat(1_000_000)], { deep: { er: [{}] } }] },
    }
    const [problem = ''] = problemsOf({ ...body, parent })
    assert.equal(problem, `parent.spec.digest: expected ImageDigest, got [["${'x'.repeat(54)}...`)
  })
})
