import type { RequestListener } from 'node:http'
import { gzipSync } from 'node:zlib'
import { serving } from '../../../../e2e/registry/scripted-registry'
import { blobOf, type Pushable, tinyImage, tinyIndex } from '../../../../e2e/registry/tiny-image'
import type { LookupFailure } from '../../../../hooks/ports/registry'
import { forEver, says, status, tampered } from './answers'

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
  { name: '403', answer: status(403), withSecret: true, want: 'Unauthorized', message: /grant/ },
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
    message: /another host/,
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
    message: /another host/,
  },
  {
    name: 'an end without an answer',
    answer: request => void request.socket.destroy(),
    want: 'RegistryUnreachable',
    message: /ECONNRESET/,
  },
  {
    name: 'half an answer',
    answer: (_q, r) => {
      r.writeHead(200, { 'content-length': '1000' }).write('{')
      setTimeout(() => r.destroy(), 50)
    },
    want: 'RegistryError',
    message: /half-way/,
  },
  {
    name: 'an answer without end',
    answer: (_q, r) => forEver(r, Buffer.alloc(65_536, ' '), 1),
    want: 'InvalidManifest',
    message: /larger than 0\.1 MB/,
  },
  {
    name: 'an answer that swells',
    answer: (_q, r) => void r.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(50_000_000))),
    want: 'InvalidManifest',
    message: /compresses/,
  },
  {
    name: 'an answer that trickles',
    answer: (_q, r) => forEver(r, Buffer.from(' '), 50),
    want: 'RegistryTimeout',
    message: /within 0\.4 s/,
  },
  { name: 'no answer', answer: () => undefined, want: 'RegistryTimeout', message: /did not answer/ },
  {
    name: 'a web page',
    answer: says('<html>', { 'content-type': 'text/html' }),
    want: 'InvalidManifest',
    message: /no JSON/,
  },
  { name: 'nothing at all', answer: says(''), want: 'InvalidManifest', message: /no JSON/ },
  {
    name: 'JSON null',
    answer: says('null', { 'content-type': 'application/json' }),
    want: 'InvalidManifest',
    message: /no JSON object/,
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
    message: /another index/,
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
