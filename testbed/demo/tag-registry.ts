import type { RequestListener } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { bootableImage, readRegistry, writeRegistry } from '../hosts/registry'
import { startScriptedRegistry } from '../registry/scripted-registry'
import { type Pushable, tinyImage } from '../registry/tiny-image'

/** A registry whose tag the user of the demo moves, as `podman push` would: by a PUT of a manifest. */
export interface TagRegistry {
  /** `127.0.0.1:port`. */
  readonly host: string
  /** `host/os`. */
  readonly repository: string
  readonly digestOf: (version: string) => string
  /** The manifest of a version, as it is pushed. */
  readonly manifestOf: (version: string) => { readonly mediaType: string; readonly text: string }
  readonly stop: () => void
}

/** The OCI distribution API as far as the operator asks it: manifests by tag and digest, blobs by digest, a PUT of a tag. */
const serving = (images: ReadonlyMap<string, Pushable>, tags: Map<string, string>): RequestListener => {
  const all = [...images.values()]
  const contents = new Map(all.flatMap(({ manifest, blobs }) => [manifest, ...blobs]).map(blob => [blob.digest, blob]))
  return async (request, response) => {
    const { method, url = '' } = request
    const reference = decodeURIComponent(url.slice(url.lastIndexOf('/') + 1))
    if (method === 'PUT') {
      const body = await buffer(request)
      const pushed = all.find(({ manifest }) => manifest.bytes.equals(body))
      if (pushed === undefined) return void response.writeHead(400).end('this registry has no blobs of that manifest\n')
      tags.set(reference, pushed.manifest.digest)
      return void response.writeHead(201, { 'docker-content-digest': pushed.manifest.digest }).end()
    }
    if (url === '/v2/') return void response.writeHead(200).end('{}')
    const found = contents.get(tags.get(reference) ?? reference)
    if (found === undefined) return void response.writeHead(404).end()
    const { mediaType, digest, bytes } = found
    const headers = { 'content-type': mediaType, 'docker-content-digest': digest, 'content-length': bytes.length }
    response.writeHead(200, headers).end(method === 'HEAD' ? undefined : bytes)
  }
}

/** Starts it with these versions; `tagged` says which version each tag names at first. */
export const startTagRegistry = async (
  versions: ReadonlyArray<string>,
  tagged: Readonly<Record<string, string>>,
): Promise<TagRegistry> => {
  const images = new Map(versions.map(version => [version, tinyImage({ version })]))
  const imageOf = (version: string): Pushable => {
    const image = images.get(version)
    if (image === undefined) throw new Error(`the registry of the demo has no ${version}`)
    return image
  }
  const digestOf = (version: string): string => imageOf(version).manifest.digest
  const tags = new Map(Object.entries(tagged).map(([tag, version]) => [tag, digestOf(version)]))
  const { host, stop } = await startScriptedRegistry(serving(images, tags))
  return {
    host,
    repository: `${host}/os`,
    digestOf,
    manifestOf: version => {
      const { mediaType, bytes } = imageOf(version).manifest
      return { mediaType, text: bytes.toString() }
    },
    stop,
  }
}

/** The hosts pull from a file that stands for all registries: the same digests are to be there. */
export const shelve = (
  file: string,
  { host, repository, digestOf }: TagRegistry,
  versions: ReadonlyArray<string>,
): void => {
  const all = readRegistry(file)
  const images = Object.fromEntries(versions.map(version => [digestOf(version), bootableImage(version)]))
  writeRegistry(file, {
    ...all,
    hosts: { ...all.hosts, [host]: { insecure: true } },
    images: { ...all.images, ...images },
    repositories: { ...all.repositories, [repository]: { tags: {}, digests: Object.keys(images) } },
  })
}
