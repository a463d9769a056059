import assert from 'node:assert/strict'
import { MOST } from '../../hooks/api/clean-text'
import { PLURALS, schemaOf, schemasIn } from './crd'

/** Which fields of our CRDs each size is about, by the end of their path. */
const FIELDS: Readonly<Record<keyof typeof MOST, RegExp>> = {
  sentence: /^bootc(nodepools|rollouts) .*(conditions\[\]\.|status\.)message$/,
  attempt: /(attempt|failedAttempt|attempt\.key)$/,
  id: /(bootID|boot\.id|nodeUID|slot\.id|drain\.id|mark|fromBoot)$/,
  architecture: /architecture$/,
  pool: /\.pool$/,
  shownVersion:
    /^bootc(nodepools|rollouts|nodeupdates) .*(targetVersion|bootedVersion|spec.version|history\[\]\.version)$/,
}

describe('the sizes that texts from outside are cut to', () => {
  for (const [name, field] of Object.entries(FIELDS)) {
    it(`fit every field of their sort: ${name}`, () => {
      const limits = PLURALS.flatMap(plural =>
        schemasIn(schemaOf(plural))
          .filter(([path, { type }]) => field.test(`${plural} ${path}`) && type === 'string')
          .map(([path, { maxLength }]) => ({ path: `${plural} ${path}`, maxLength: maxLength ?? 0 })),
      )
      assert.ok(limits.length > 0)
      const most = MOST[name as keyof typeof MOST]
      assert.deepEqual(
        limits.filter(({ maxLength }) => maxLength < most),
        [],
      )
    })
  }
})
