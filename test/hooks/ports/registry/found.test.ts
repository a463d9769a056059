import assert from 'node:assert/strict'
import { parseImageReference } from '../../../../hooks/api/image'
import { dockerRegistry } from '../../../../hooks/ports/registry/docker-registry'
import { endpointOf } from '../../../../hooks/ports/registry/endpoint'
import { serving } from '../../../../testbed/registry/scripted-registry'
import { digestOf, type ImageWish, type Pushable, tinyImage, tinyIndex } from '../../../../testbed/registry/tiny-image'
import { asJson } from '../../../support/as-json'
import { ask, failedIn, foundIn, withRegistry } from './ask'

/** An image whose manifest and configuration are these. */
const imageOf = (config: object, manifest: object = {}): Pushable => {
  const blob = (content: object) => {
    const bytes = Buffer.from(JSON.stringify(content, undefined, 3))
    return { digest: digestOf(bytes), mediaType: 'application/vnd.docker.distribution.manifest.v2+json', bytes }
  }
  const configBlob = blob(config)
  return { manifest: blob({ config: { digest: configBlob.digest }, ...manifest }), blobs: [configBlob], parts: [] }
}

describe('an image that is found', function () {
  this.timeout(300_000)
  const cases: ReadonlyArray<{ name: string; image: Pushable; want: object }> = [
    {
      name: 'says its version, its age and its architecture',
      image: tinyImage({ architecture: 'arm64', version: '42.1', created: '2026-03-01T10:00:00Z' }),
      want: { architectures: ['arm64'], bootc: true, version: '42.1', createdAt: '2026-03-01T10:00:00Z' },
    },
    {
      name: 'is for every architecture of its index, attestations aside',
      image: tinyIndex(['arm64', 'amd64'], { version: '7' }),
      want: { architectures: ['amd64', 'arm64'], bootc: true, version: '7', createdAt: '2026-01-01T00:00:00Z' },
    },
    {
      name: 'is one for bootc with the label of ostree alone, as bootc itself sees it',
      image: imageOf({ architecture: 'amd64', config: { Labels: { 'ostree.bootable': 'true' } } }),
      want: { architectures: ['amd64'], bootc: true },
    },
    {
      name: 'is none for bootc without a label',
      image: imageOf({ architecture: 'amd64', config: { Labels: null } }),
      want: { architectures: ['amd64'], bootc: false },
    },
    { name: 'may say nothing of itself', image: imageOf({}), want: { architectures: [], bootc: false } },
    { name: 'may have no settings', image: imageOf({ config: null }), want: { architectures: [], bootc: false } },
    {
      name: 'may say it in annotations',
      image: imageOf(
        { created: '1970-01-01T00:00:00Z' },
        {
          annotations: {
            'org.opencontainers.image.version': '9',
            'org.opencontainers.image.created': '2026-05-05T00:00:00Z',
          },
        },
      ),
      want: { architectures: [], bootc: false, version: '9', createdAt: '2026-05-05T00:00:00Z' },
    },
  ]
  for (const { name, image, want } of cases) {
    it(name, () =>
      withRegistry(serving(image), async ({ host }) => {
        const { outcome: _, digest, ...rest } = foundIn(await ask({ ref: `${host}/os:1` }))
        assert.equal(digest, image.manifest.digest)
        assert.deepEqual(asJson(rest), want)
      }),
    )
  }

  it('is asked for by digest, and is not another one', () => {
    const image = tinyImage()
    const other = tinyImage({ version: 'other' } satisfies ImageWish)
    return withRegistry(serving(image), async ({ host }) => {
      const ref = `${host}/os@${image.manifest.digest}`
      assert.equal(foundIn(await ask({ ref })).digest, image.manifest.digest)
      const missing = failedIn(await ask({ ref: `${host}/os@${other.manifest.digest}` }))
      assert.equal(missing.reason, 'ImageNotFound')
      assert.match(missing.message, /os@sha256:/)
    })
  })

  it('costs one HEAD from the second time on, and a tag that moves is seen', async () => {
    let image = tinyIndex(['amd64'], { version: '1' })
    await withRegistry(
      (request, response) => serving(image)(request, response),
      async ({ host, requests }) => {
        const registry = dockerRegistry({ insecure: [host] })
        const lookup = async () => foundIn(await registry.lookup({ repository: `${host}/os`, tag: 't' }, undefined))
        const first = await lookup()
        const methods = () => requests().map(request => request.replace(/ .*/, ''))
        assert.deepEqual(methods(), ['HEAD', 'GET', 'GET', 'GET'])
        assert.deepEqual(await lookup(), first)
        assert.deepEqual(methods().slice(4), ['HEAD'], 'which Docker Hub does not count')
        image = tinyIndex(['amd64'], { version: '2' })
        assert.equal((await lookup()).version, '2')
      },
    )
  })

  const places: ReadonlyArray<readonly [string, string]> = [
    ['docker.io/me/os:1', 'https://registry-1.docker.io me/os'],
    ['docker.io/fedora:1', 'https://registry-1.docker.io library/fedora'],
    ['Reg.Example:5000/os:1', 'https://reg.example:5000 os'],
    ['plain.example/a/os:1', 'http://plain.example a/os'],
    ['plain.example:5000/os:1', 'https://plain.example:5000 os'],
  ]
  for (const [ref, want] of places) {
    it(`is looked for at ${want}, as ${ref} means`, () => {
      const image = parseImageReference(ref)
      assert.ok(image)
      const { origin, repository } = endpointOf(image, ['plain.example'])
      assert.equal(`${origin} ${repository}`, want)
    })
  }
})
