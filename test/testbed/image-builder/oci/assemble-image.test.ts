import assert from 'node:assert/strict'
import fc from 'fast-check'
import { assembleImage, type ImageContents } from '../../../../testbed/image-builder/oci/assemble-image'
import { digestOf } from '../../../../testbed/image-builder/oci/blob'
import { directory, type Entry, file, symlink } from '../../../../testbed/image-builder/oci/entry'

const contents = (...changes: ReadonlyArray<Partial<ImageContents>>): ImageContents => ({
  layers: [[file('etc/one', '1')], [file('app/two', '2'), file('app/three', '3')]],
  config: { Entrypoint: ['/app/two'] },
  architecture: 'amd64',
  created: new Date(0),
  ...Object.assign({}, ...changes),
})

const digest = (...changes: ReadonlyArray<Partial<ImageContents>>): string =>
  assembleImage(contents(...changes)).manifest.digest

const anEntry: fc.Arbitrary<Entry> = fc
  .record({
    path: fc.stringMatching(/^[a-z]{1,8}$/),
    what: fc.constantFrom('file', 'directory', 'symlink'),
    text: fc.string(),
  })
  .map(({ path, what, text }) =>
    what === 'file'
      ? file(`f/${path}`, text)
      : what === 'directory'
        ? directory(`d/${path}`)
        : symlink(`l/${path}`, 'x'),
  )

describe('an assembled image', () => {
  it('has the same digest in whatever order its files were collected', () => {
    const layer = fc.uniqueArray(anEntry, { selector: ({ path }) => path })
    const twice = layer.chain(one => fc.tuple(fc.constant(one), fc.shuffledSubarray(one, { minLength: one.length })))
    fc.assert(fc.property(twice, ([one, other]) => digest({ layers: [one] }) === digest({ layers: [other] })))
  })

  const changes: ReadonlyArray<{ readonly what: string; readonly change: Partial<ImageContents> }> = [
    { what: 'a file', change: { layers: [[file('etc/one', '2')]] } },
    { what: 'a mode', change: { layers: [[file('etc/one', '1', 0o600)]] } },
    { what: 'the order of layers', change: { layers: contents().layers.toReversed() } },
    { what: 'the user', change: { config: { Entrypoint: ['/app/two'], User: '1' } } },
    { what: 'the time', change: { created: new Date(1000) } },
    { what: 'the architecture', change: { architecture: 'arm64' } },
  ]
  for (const { what, change } of changes) {
    it(`has another digest with another ${what.replace(/^(a|the) /, '')}`, () =>
      assert.notEqual(digest(change), digest()))
  }

  it('names every piece by its digest and size', () => {
    const { manifest, blobs } = assembleImage(contents())
    const { config, layers } = JSON.parse(manifest.content.toString())
    const named = [config, ...layers].map(({ digest, size }) => ({ digest, size }))
    const kept = blobs.map(({ content }) => ({ digest: digestOf(content), size: content.length }))
    assert.deepEqual(named, kept)
    assert.equal(blobs.length, 3)
  })

  const refused: ReadonlyArray<{ readonly name: string; readonly layer: ReadonlyArray<Entry>; readonly want: RegExp }> =
    [
      { name: 'an absolute path', layer: [file('/etc/x', '')], want: /"\/etc\/x" is not a path below the root/ },
      { name: 'a path out of the root', layer: [file('../x', '')], want: /"\.\.\/x" is not a path below the root/ },
      { name: 'a detour', layer: [file('etc/../x', '')], want: /is not a path below the root/ },
      { name: 'a file twice', layer: [file('x', '1'), file('x', '2')], want: /x would be in one layer twice/ },
    ]
  for (const { name, layer, want } of refused) {
    it(`refuses ${name}`, () => assert.throws(() => digest({ layers: [layer] }), want))
  }
})
