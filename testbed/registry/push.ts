import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import type { Blob, Pushable } from './tiny-image'

/** Where and as whom images are written. */
export interface Destination {
  /** `http://host:port` or `https://host:port`. */
  readonly url: string
  /** PEM of the authority of an https destination. */
  readonly ca?: string
  readonly authorization: (repository: string) => string | undefined
}

interface Ask {
  readonly method: 'HEAD' | 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly repository: string
  /** Below the repository, or a whole URL that the registry gave. */
  readonly path: string
  readonly type?: string
  readonly body?: Buffer
}

interface Told {
  readonly status: number
  readonly location: string
  readonly body: Buffer
}

const ask = ({ url, ca, authorization }: Destination, call: Ask): Promise<Told> =>
  new Promise((resolve, reject) => {
    const { method, repository, path, type, body } = call
    const target = path.startsWith('http') ? path : `${url}/v2/${repository}/${path}`
    const login = authorization(repository)
    const headers = {
      ...(login === undefined ? {} : { authorization: login }),
      ...(type === undefined ? {} : { 'content-type': type, accept: type }),
      ...(body === undefined ? {} : { 'content-length': body.length }),
    }
    const start = target.startsWith('https:') ? httpsRequest : httpRequest
    const request = start(target, { method, headers, ...(ca && { ca }) }, response => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => {
        const { statusCode: status = 0, headers: told } = response
        resolve({ status, location: told.location ?? '', body: Buffer.concat(chunks) })
      })
    })
    request.on('error', reject)
    request.end(body)
  })

const demand = async (destination: Destination, call: Ask): Promise<Told> => {
  const told = await ask(destination, call)
  if (told.status < 300) return told
  throw new Error(`${call.method} ${call.repository}/${call.path}: ${told.status} ${told.body.toString()}`)
}

const BYTES = 'application/octet-stream'

const pushBlob = async (to: Destination, repository: string, { digest, bytes }: Blob): Promise<void> => {
  const known = await ask(to, { method: 'HEAD', repository, path: `blobs/${digest}` })
  if (known.status === 200) return
  const { location } = await demand(to, { method: 'POST', repository, path: 'blobs/uploads/', type: BYTES })
  const upload = new URL(location, to.url)
  upload.searchParams.set('digest', digest)
  await demand(to, { method: 'PUT', repository, path: upload.href, type: BYTES, body: bytes })
}

const putManifest = (to: Destination, repository: string, { mediaType, bytes }: Blob, reference: string) =>
  demand(to, { method: 'PUT', repository, path: `manifests/${reference}`, type: mediaType, body: bytes })

/** Pushes an image or an index under a tag; answers with its digest. A tag that is there moves. */
export const pushImage = async (
  to: Destination,
  { repository, tag }: { readonly repository: string; readonly tag?: string },
  image: Pushable,
): Promise<string> => {
  for (const part of image.parts) await pushImage(to, { repository }, part)
  for (const blob of image.blobs) await pushBlob(to, repository, blob)
  await putManifest(to, repository, image.manifest, tag ?? image.manifest.digest)
  return image.manifest.digest
}

/** Deletes a manifest with all its tags. Rejects when it is not there. */
export const deleteImage = async (to: Destination, repository: string, digest: string): Promise<void> => {
  await demand(to, { method: 'DELETE', repository, path: `manifests/${digest}` })
}

/** Whether a registry answers there; not who else may have the port, since it must have our certificate or log-in. */
export const isServed = (to: Destination): Promise<boolean> =>
  ask(to, { method: 'GET', repository: '', path: `${to.url}/v2/` }).then(
    ({ status }) => status === 200 || status === 401,
    () => false,
  )
