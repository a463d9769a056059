import type { RequestListener } from 'node:http'
import { gzipSync } from 'node:zlib'
import type { LookupFailure } from '../../../../hooks/ports/registry'
import { serving } from '../../../../testbed/registry/scripted-registry'
import { blobOf, type Pushable, tinyImage, tinyIndex } from '../../../../testbed/registry/tiny-image'
import { forEver, says, status, tampered, withoutHead } from './answers'

const image = tinyImage()
const BASIC = { 'www-authenticate': 'Basic realm="here"' }

const index = tinyIndex(['amd64'])
const nested: Pushable = {
  manifest: blobOf({ schemaVersion: 2, manifests: [{ digest: index.manifest.digest }] }),
  blobs: [],
  parts: [index],
}
const emptyIndex = { schemaVersion: 2, manifests: [] }

/** What a registry answers, and what is to be said of it. */
export interface FailingAnswer {
  readonly name: string
  readonly answer: RequestListener
  readonly want: LookupFailure
  readonly message: RegExp
  readonly withSecret?: true
  readonly retryAfterSeconds?: number
}

export const failingAnswers: ReadonlyArray<FailingAnswer> = [
  { name: '401 to nobody', answer: status(401, BASIC), want: 'Unauthorized', message: /spec\.pullSecretRef/ },
  {
    name: '401 to an account',
    answer: status(401, BASIC),
    withSecret: true,
    want: 'Unauthorized',
    message: /the pull secret has for/,
  },
  { name: '401 without saying how', answer: status(401), withSecret: true, want: 'Unauthorized', message: /401/ },
  { name: '403 to nobody', answer: status(403), want: 'Unauthorized', message: /spec\.pullSecretRef/ },
  {
    name: '403 without saying how to log in',
    answer: status(403),
    withSecret: true,
    want: 'Unauthorized',
    message: /entry .* was not used, as .* does not say how to log in/,
  },
  {
    name: '403 to an account',
    answer: (q, r) => status(q.headers.authorization === undefined ? 401 : 403, BASIC)(q, r),
    withSecret: true,
    want: 'Unauthorized',
    message: /forbids the credentials .* grant it there/,
  },
  {
    name: '404 to an account',
    answer: (q, r) => status(q.headers.authorization === undefined ? 401 : 404, BASIC)(q, r),
    withSecret: true,
    want: 'ImageNotFound',
    message: /it was asked with the credentials/,
  },
  { name: '404', answer: status(404), want: 'ImageNotFound', message: /has no os\/node:stable .*spec\.image\.ref/ },
  { name: '429', answer: status(429), want: 'RateLimited', message: /pollIntervalSeconds/ },
  {
    name: '429 with seconds',
    answer: status(429, { 'retry-after': '90' }),
    want: 'RateLimited',
    message: /429/,
    retryAfterSeconds: 90,
  },
  {
    name: '429 with a time gone by',
    answer: status(429, { 'retry-after': 'Wed, 21 Oct 2015 07:28:00 GMT' }),
    want: 'RateLimited',
    message: /429/,
    retryAfterSeconds: 1,
  },
  { name: '429 with nonsense', answer: status(429, { 'retry-after': 'soon' }), want: 'RateLimited', message: /429/ },
  {
    name: '429 for years',
    answer: status(429, { 'retry-after': '99999999' }),
    want: 'RateLimited',
    message: /429/,
    retryAfterSeconds: 86_400,
  },
  { name: '500', answer: status(500), want: 'RegistryError', message: /500.*logs/ },
  {
    name: '503 with seconds',
    answer: status(503, { 'retry-after': '7' }),
    want: 'RegistryError',
    message: /503/,
    retryAfterSeconds: 7,
  },
  { name: '418', answer: status(418), want: 'RegistryError', message: /418.*is a registry/ },
  {
    name: 'a redirect into another network',
    answer: status(307, { location: 'http://169.254.169.254/latest' }),
    want: 'RegistryRefused',
    message: /sends us to 169\.254\.169\.254, an internal address/,
  },
  {
    name: 'a redirect to no address',
    answer: status(302, { location: 'ftp://files.example/os' }),
    want: 'RegistryRefused',
    message: /no address of the web/,
  },
  {
    name: 'a redirect to itself, for ever',
    answer: status(307, { location: '/v2/again' }),
    want: 'RegistryError',
    message: /307/,
  },
  {
    name: 'a log-in at another host',
    answer: status(401, { 'www-authenticate': 'Bearer realm="http://collect.example/token"' }),
    withSecret: true,
    want: 'RegistryRefused',
    message: /log in, collect\.example: .* add 127\.0\.0\.1:\d+=collect\.example to `logins`/,
  },
  {
    name: 'a log-in at no address',
    answer: status(401, { 'www-authenticate': 'Bearer realm="http://[token"' }),
    want: 'RegistryRefused',
    message: /log in at what is no address/,
  },
  {
    name: 'an end without an answer',
    answer: request => void request.socket.destroy(),
    want: 'RegistryUnreachable',
    message: /ECONNRESET/,
  },
  {
    name: 'half an answer',
    answer: withoutHead((_q, r) => {
      r.writeHead(200, { 'content-length': '1000' }).write('{')
      setTimeout(() => r.destroy(), 50)
    }),
    want: 'RegistryError',
    message: /half-way/,
  },
  {
    name: 'an answer that is far too long',
    answer: withoutHead((_q, r) => void r.writeHead(200).end(Buffer.alloc(3_000_000, ' '))),
    want: 'InvalidManifest',
    message: /larger than 0\.1 MB/,
  },
  {
    name: 'an answer that swells',
    answer: (_q, r) => void r.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(50_000_000))),
    want: 'RegistryError',
    message: /compresses/,
  },
  {
    name: 'an answer that trickles',
    answer: withoutHead((_q, r) => forEver(r, Buffer.from(' '), 50)),
    want: 'RegistryTimeout',
    message: /within 0\.4 s/,
  },
  { name: 'no answer', answer: () => undefined, want: 'RegistryTimeout', message: /did not answer/ },
  {
    name: 'a web page',
    answer: says('<html>', { 'content-type': 'text/html' }),
    want: 'NotARegistry',
    message: /web page/,
  },
  { name: 'nothing at all', answer: says(''), want: 'NotARegistry', message: /no JSON/ },
  {
    name: 'JSON null',
    answer: says('null', { 'content-type': 'application/json' }),
    want: 'NotARegistry',
    message: /JSON that is no manifest/,
  },
  {
    // 4 MiB of nothing else would hold up every other hook while they are parsed.
    name: 'JSON that nests deeply',
    answer: says(`{"schemaVersion":2,"manifests":${'['.repeat(40_000)}${']'.repeat(40_000)}}`),
    want: 'NotARegistry',
    message: /no JSON/,
  },
  {
    name: 'a web page in place of a configuration',
    answer: (q, r) =>
      q.url?.includes('/blobs/')
        ? says('<html>', { 'content-type': 'text/html; charset=utf-8' })(q, r)
        : serving(image)(q, r),
    want: 'NotARegistry',
    message: /web page/,
  },
  {
    name: 'a token service that answers with a page',
    answer: (q, r) =>
      q.url?.startsWith('/token')
        ? says('<html>', { 'content-type': 'text/html' })(q, r)
        : status(401, { 'www-authenticate': 'Bearer realm="/token"' })(q, r),
    withSecret: true,
    want: 'NotARegistry',
    message: /was asked for a token .* and answers with none/,
  },
  {
    name: 'a token service that refuses the account',
    answer: (q, r) =>
      status(q.url?.startsWith('/token') ? 403 : 401, { 'www-authenticate': 'Bearer realm="/token"' })(q, r),
    withSecret: true,
    want: 'Unauthorized',
    message: /does not let the credentials .* \(403\)/,
  },
  {
    name: 'a token service that is down',
    answer: (q, r) =>
      status(q.url?.startsWith('/token') ? 503 : 401, {
        'www-authenticate': 'Bearer realm="/token"',
        'retry-after': '5',
      })(q, r),
    want: 'RegistryError',
    message: /gives no token \(HTTP status 503\)/,
    retryAfterSeconds: 5,
  },
  {
    // OCI image-spec, manifest.md, "Guidelines for Artifact Usage".
    name: 'an artifact',
    answer: says(
      '{"schemaVersion":2,"artifactType":"application/spdx+json","config":{"mediaType":"application/vnd.oci.empty.v1+json"}}',
    ),
    want: 'InvalidManifest',
    message: /it is an artifact \(application\/spdx\+json\)/,
  },
  {
    name: 'Docker schema 1',
    answer: says('{"schemaVersion":1,"fsLayers":[]}'),
    want: 'InvalidManifest',
    message: /neither an index nor a manifest/,
  },
  {
    name: 'a manifest without a digest',
    answer: says('{"config":{"digest":"sha256:short"}}'),
    want: 'InvalidManifest',
    message: /config\.digest/,
  },
  {
    name: 'an index without images',
    answer: says(JSON.stringify(emptyIndex)),
    want: 'InvalidManifest',
    message: /no image for Linux/,
  },
  {
    name: 'an index of indexes',
    answer: serving(nested),
    want: 'InvalidManifest',
    message: /is no manifest of an image/,
  },
  {
    name: 'another content than its header says',
    answer: says('{}', { 'docker-content-digest': `sha256:${'0'.repeat(64)}` }),
    want: 'InvalidManifest',
    message: /digest/,
  },
  {
    name: 'no configuration',
    answer: tampered(image, image.blobs[0]?.digest),
    want: 'InvalidManifest',
    message: /lacks its sha256/,
  },
  {
    name: 'another configuration',
    answer: tampered(image, image.blobs[0]?.digest, '{}'),
    want: 'InvalidManifest',
    message: /another content/,
  },
  {
    name: 'no image of its index',
    answer: tampered(index, index.parts[1]?.manifest.digest),
    want: 'InvalidManifest',
    message: /lacks its sha256/,
  },
]
