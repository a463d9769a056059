import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { targetBack } from '../../../hooks/node/node-target'
import { aMember } from '../../builders/a-member'
import { aRollout } from '../../builders/a-rollout'
import { anUpdate, reporting, running } from '../../builders/an-update'
import { imageOf, NEW, OLD, OTHER } from '../../builders/digests'

const crd = parse(readFileSync(join(__dirname, '../../../manifests/crds/bootcnodeupdates.yaml'), 'utf8'))
const { pattern, maxLength } =
  crd.spec.versions[0].schema.openAPIV3Schema.properties.spec.properties.order.properties.image

/** Where a node is led that runs the new image and says that it ran `previousImage` before. */
const backFrom = (previousImage: string) => {
  const attempt = { key: 'any', digest: NEW, outcome: 'Succeeded' as const, previousImage }
  const update = anUpdate('n1', running(NEW), reporting({ attempt }))
  return targetBack({ name: 'n1', member: aMember('n1').spec, update, status: update.status }, aRollout())
}

describe('a node that returns', () => {
  it('goes to what it ran before', () => assert.equal(backFrom(imageOf(OLD)).image, imageOf(OLD)))

  const cases: ReadonlyArray<readonly [string, string]> = [
    ['no reference', `two words@${OLD}`],
    ['a shell command', `registry.example/os;reboot@${OLD}`],
    ['a tag', 'registry.example/os:latest'],
    ['nothing', ''],
    ['longer than an order may be', `registry.example/${'a'.repeat(900)}@${OLD}`],
    ['without a registry', `os@${OLD}`],
    ['two digests', `registry.example/os@${OTHER}@${OLD}`],
  ]
  for (const [what, image] of cases) {
    it(`stays when what it says it ran is ${what}, so that no order is refused`, () => {
      const target = backFrom(image)
      assert.equal(target.stays, true)
      assert.match(target.image, new RegExp(pattern))
      assert.ok(target.image.length <= maxLength)
    })
  }

  it('stays too when what it runs is longer than an order may be', () => {
    const update = anUpdate('n1', reporting({ booted: { image: `registry.example/${'a'.repeat(900)}`, digest: OLD } }))
    const target = targetBack({ name: 'n1', member: aMember('n1').spec, update, status: update.status }, aRollout())
    // By its digest: so its agent removes what is staged of the target that was given up.
    assert.deepEqual([target.stays, target.image], [true, imageOf(OLD)])
  })
})
