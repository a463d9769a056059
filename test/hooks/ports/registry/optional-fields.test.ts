import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { FoundImage } from '../../../../hooks/ports/registry'
import { serving } from '../../../../testbed/registry/scripted-registry'
import { type Blob, blobOf, descriptor, type Pushable, tinyImage } from '../../../../testbed/registry/tiny-image'
import { ask, foundIn, withRegistry } from './ask'

type Fields = Readonly<Record<string, unknown>>

/** Whatever is optional (OCI image-spec: image-index.md, manifest.md, config.md, descriptor.md), by a path of names. */
const OPTIONAL = {
  index: ['mediaType', 'artifactType', 'subject', 'annotations'],
  entry: [
    'mediaType',
    'artifactType',
    'size',
    'annotations',
    'platform',
    'platform.architecture',
    'platform.os',
    'platform.variant',
  ],
  manifest: ['schemaVersion', 'mediaType', 'artifactType', 'subject', 'annotations', 'layers', 'config.mediaType'],
  config: ['architecture', 'created', 'os', 'config', 'config.Labels', 'history', 'rootfs', 'author'],
} as const

type Part = keyof typeof OPTIONAL
type Changes = Partial<Record<Part, (fields: Fields) => Fields>>

const same = (fields: Fields): Fields => fields

/** An index of one image, each part of it changed as asked. */
const imageOf = ({ index = same, entry = same, manifest = same, config = same }: Changes): Pushable => {
  const labels = { 'containers.bootc': '1', 'org.opencontainers.image.version': '7' }
  const type = 'application/vnd.oci.image'
  const configBlob = blobOf(
    config({ architecture: 'arm64', os: 'linux', created: '2026-01-01T00:00:00Z', config: { Labels: labels } }),
  )
  const manifestBlob = blobOf(
    manifest({
      schemaVersion: 2,
      mediaType: `${type}.manifest.v1+json`,
      config: { ...descriptor(configBlob), mediaType: `${type}.config.v1+json` },
      annotations: { 'org.opencontainers.image.version': '8' },
      layers: [],
    }),
  )
  const listed = entry({
    ...descriptor(manifestBlob),
    mediaType: `${type}.manifest.v1+json`,
    platform: { architecture: 'arm64', os: 'linux' },
    annotations: {},
  })
  const indexBlob = blobOf(index({ schemaVersion: 2, mediaType: `${type}.index.v1+json`, manifests: [listed] }))
  return { manifest: indexBlob, blobs: [], parts: [{ manifest: manifestBlob, blobs: [configBlob], parts: [] }] }
}

const withField =
  (path: string, value: unknown) =>
  (fields: Fields): Fields => {
    const [name = '', ...rest] = path.split('.')
    const inner = fields[name]
    if (rest.length === 0) {
      const { [name]: _gone, ...others } = fields
      return value === undefined ? others : { ...fields, [name]: value }
    }
    const below = typeof inner === 'object' && inner !== null ? (inner as Fields) : {}
    return { ...fields, [name]: withField(rest.join('.'), value)(below) }
  }

const detailsOf = (image: Pushable): Promise<Omit<FoundImage, 'digest'>> =>
  withRegistry(serving(image), async ({ host }) => {
    const { digest: _digest, ...details } = foundIn(await ask({ ref: `${host}/os:1` }))
    return details
  })

describe('what is optional in an image', function () {
  this.timeout(300_000)
  after(() => console.log(`      seed ${fc.readConfigureGlobal().seed}`))

  const field = fc
    .constantFrom<Part>('index', 'entry', 'manifest', 'config')
    .chain(part => fc.tuple(fc.constant(part), fc.constantFrom(...OPTIONAL[part])))
  // None of them is a value that the field could mean something by: a name is no number, a platform no list.
  const nonsense = fc.constantFrom<ReadonlyArray<unknown>>([null], [0], [true], [''], [[]], [[[]]], [{ a: 1 }], [-1.5])
  it('is the same absent, null and unknown', () =>
    fc.assert(
      fc.asyncProperty(field, nonsense, async ([part, path], [value]) => {
        const absent = await detailsOf(imageOf({ [part]: withField(path, undefined) }))
        const odd = await detailsOf(imageOf({ [part]: withField(path, value) }))
        assert.deepEqual(odd, absent, `${part}.${path} = ${JSON.stringify(value)}`)
      }),
    ))

  const good = tinyImage({ architecture: 'arm64', version: '7' })
  const empty = blobOf(Buffer.from('{}'), 'application/vnd.oci.empty.v1+json')
  /** Pushed by oras and cosign (image-spec, manifest.md, "Guidelines for Artifact Usage"). */
  const artifact = blobOf({
    schemaVersion: 2,
    artifactType: 'application/spdx+json',
    config: descriptor(empty),
    layers: [],
  })
  const broken = blobOf(Buffer.from('{"schemaVersion":2,"config":'))
  const badConfig = blobOf(Buffer.from('[]'))
  const withBadConfig = blobOf({ schemaVersion: 2, config: descriptor(badConfig), layers: [] })
  const gone = `sha256:${'9'.repeat(64)}`
  const listedAs = (blob: Blob, more: Fields = {}): unknown => ({ ...descriptor(blob), mediaType: undefined, ...more })

  const impossible: ReadonlyArray<readonly [string, unknown]> = [
    ['an artifact that says so', listedAs(artifact, { artifactType: 'application/spdx+json' })],
    // docker/buildx, docs on attestation storage.
    ['an attestation', listedAs(artifact, { annotations: { 'vnd.docker.reference.type': 'attestation-manifest' } })],
    [
      'one for a platform that is unknown',
      listedAs(artifact, { platform: { architecture: 'unknown', os: 'unknown' } }),
    ],
    ['one for another system', listedAs(artifact, { platform: { architecture: 'amd64', os: 'windows' } })],
    ['one of another kind', listedAs(artifact, { mediaType: 'application/vnd.in-toto+json' })],
    ['one without a digest', { size: 7 }],
    ['one with a digest of another kind', { digest: `sha512:${'1'.repeat(128)}` }],
    ['null', null],
    ['a number', 7],
    ['a list', []],
  ]
  const unusable: ReadonlyArray<readonly [string, unknown]> = [
    ['an artifact that does not say so', listedAs(artifact)],
    ['one that is gone', { digest: gone }],
    ['one that is no JSON', listedAs(broken)],
    ['one whose configuration is none', listedAs(withBadConfig)],
  ]
  const contents = [artifact, empty, broken, badConfig, withBadConfig]
  const among = async (entries: ReadonlyArray<unknown>): Promise<void> => {
    const manifest = blobOf({ schemaVersion: 2, manifests: entries }, 'application/vnd.oci.image.index.v1+json')
    const found = await detailsOf({ manifest, blobs: contents, parts: [good] })
    assert.equal(found.version, '7')
    assert.equal(found.bootc, true)
    assert.deepEqual(found.architectures, ['arm64'])
  }
  const image = listedAs(good.manifest, { platform: { architecture: 'arm64', os: 'linux' } })
  for (const [name, entry] of [...impossible, ...unusable]) {
    it(`does not matter of a neighbour in an index: ${name}`, () => among([entry, image, entry]))
  }

  it('does not matter of any number of neighbours that cannot be an image', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(...impossible)),
        fc.subarray([...unusable], { maxLength: 3 }),
        fc.array(fc.constantFrom(...impossible, ...unusable)),
        (before, few, after) => among([...before, ...few, ['', image] as const, ...after].map(([, entry]) => entry)),
      ),
      { numRuns: 30 },
    ))
})
