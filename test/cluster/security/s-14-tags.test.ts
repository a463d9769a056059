import assert from 'node:assert/strict'
import { join } from 'node:path'
import { imageNamed, tagWarnings } from '../../../install/image-reference'
import { chosenImages, installManifest } from '../../../install/manifest'
import { attack } from './support/attack'

const MANIFESTS = join(__dirname, '../../../manifests')
const DIGEST = `sha256:${'a'.repeat(64)}`
const BY_DIGEST = [
  imageNamed('bootc-operator', `registry.example/bootc-operator@${DIGEST}`),
  imageNamed('metacontroller', `registry.example/metacontroller@${DIGEST}`),
]

attack('S-14', 'who may push to the registry of the operator', () => {
  it('moves no tag that an install by digest would follow', () => {
    const images = [...installManifest(MANIFESTS, BY_DIGEST).matchAll(/^ +image: (\S+)$/gm)].map(([, image]) => image)
    assert.deepEqual(images, [`registry.example/bootc-operator@${DIGEST}`, `registry.example/metacontroller@${DIGEST}`])
  })

  it('is named before, by a warning for each image that a tag names', () => {
    assert.deepEqual(tagWarnings(chosenImages(MANIFESTS, BY_DIGEST)), [])
    const warnings = tagWarnings(chosenImages(MANIFESTS))
    assert.equal(warnings.length, 2)
    assert.match(warnings[0] ?? '', /is named by a tag, .* --operator-image=localhost\/bootc-operator@sha256:/)
    assert.match(warnings[1] ?? '', /--metacontroller-image=/)
  })
})
