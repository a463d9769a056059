import { createServer as createHttpServer, type RequestListener } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { Pushable } from './tiny-image'

export interface ScriptedRegistry {
  /** `127.0.0.1:port`. */
  readonly host: string
  /** Method and path of every request so far. */
  readonly requests: () => ReadonlyArray<string>
  readonly stop: () => void
}

/** PEM texts of a server's certificate and key. */
export interface Keys {
  readonly cert: string
  readonly key: string
}

/** A registry of this process that answers as it is told, for what no real one does when asked. */
export const startScriptedRegistry = async (answer: RequestListener, keys?: Keys): Promise<ScriptedRegistry> => {
  const requests: string[] = []
  const listener: RequestListener = (request, response) => {
    requests.push(`${request.method} ${request.url}`)
    answer(request, response)
  }
  const server = keys === undefined ? createHttpServer(listener) : createHttpsServer({ ...keys }, listener)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    host: `127.0.0.1:${port}`,
    requests: () => requests,
    stop: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}

const allOf = (image: Pushable): ReadonlyArray<Pushable> => [image, ...image.parts.flatMap(allOf)]

/** Serves an image, whatever repository and tag is asked for, and 404 to every digest that it does not have. */
export const serving = (image: Pushable): RequestListener => {
  const contents = allOf(image).flatMap(({ manifest, blobs }) => [manifest, ...blobs])
  return ({ url = '' }, response) => {
    const reference = url.slice(url.lastIndexOf('/') + 1)
    const isTag = url.includes('/manifests/') && !reference.startsWith('sha256:')
    const found = isTag ? image.manifest : contents.find(({ digest }) => digest === reference)
    if (found === undefined) response.writeHead(404).end()
    else {
      const headers = { 'content-type': found.mediaType, 'docker-content-digest': found.digest }
      response.writeHead(200, headers).end(found.bytes)
    }
  }
}
