import type { RequestListener, ServerResponse } from 'node:http'
import { serving } from '../../../../testbed/registry/scripted-registry'
import type { Pushable } from '../../../../testbed/registry/tiny-image'
import { SECRET } from './ask'

/** An answer that repeats all it was sent, as no registry should. */
export const status =
  (code: number, headers: Readonly<Record<string, string>> = {}): RequestListener =>
  (request, response) => {
    const told = `${request.url} ${request.headers.authorization} ${SECRET}`
    const body = { errors: [{ code: told, message: `${told} please try again in a minute` }] }
    response
      .writeHead(code, { 'content-type': 'application/json', 'x-told': told, ...headers })
      .end(JSON.stringify(body))
  }

export const says =
  (text: string, headers: Readonly<Record<string, string>> = {}): RequestListener =>
  (_request, response) =>
    void response.writeHead(200, headers).end(text)

export const forEver = (response: ServerResponse, chunk: Buffer, everyMs: number): void => {
  const timer = setInterval(() => response.write(chunk), everyMs)
  response.on('close', () => clearInterval(timer))
}

/** The image as it is but for one of its blobs or parts, which the registry has not or has with another content. */
export const tampered =
  (of: Pushable, digest: string | undefined, content?: string): RequestListener =>
  (request, response) => {
    if (!request.url?.endsWith(digest ?? '-')) serving(of)(request, response)
    else if (content === undefined) response.writeHead(404).end()
    else response.writeHead(200).end(content)
  }

/** As a registry answers that knows no HEAD. */
export const withoutHead =
  (answer: RequestListener): RequestListener =>
  (request, response) =>
    request.method === 'HEAD' ? void response.writeHead(405).end() : answer(request, response)
