import assert from 'node:assert/strict'
import { POOL_PHASE_NAMES } from '../../hooks/api/pool-phases'
import { POOL_REASONS } from '../../hooks/api/reasons'
import { type Plural, property, schemaOf } from './crd'

const enumOf = (plural: Plural, field: string): unknown => {
  const { enum: words } = property(property(schemaOf(plural), 'status'), field)
  return words
}

describe('the words of a status', () => {
  it('are those that the CRDs know: phases of a pool', () =>
    assert.deepEqual(enumOf('bootcnodepools', 'phase'), POOL_PHASE_NAMES))

  for (const plural of ['bootcnodepools', 'bootcrollouts'] as const) {
    it(`are those that the CRDs know: reasons of ${plural}`, () =>
      assert.deepEqual(enumOf(plural, 'reason'), Object.keys(POOL_REASONS)))
  }
})
