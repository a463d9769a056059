import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

export interface Refusal {
  readonly status: 403 | 404 | 405
  readonly message: string
}

/** A name of another site that was made to lead here, by DNS rebinding, comes with that name. A tunnel may change the port. */
const isLoopback = (host: string | undefined): boolean => /^(127\.0\.0\.1|localhost)(:\d{1,5})?$/i.test(host ?? '')

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

/** Digests have the same length, so the time that it takes shows nothing. */
const isSame = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b))

/** Why a request is not answered; undefined when it may be. The first part of the path is the token. */
export const refusalOf = (
  { method, headers, url }: Pick<IncomingMessage, 'method' | 'headers' | 'url'>,
  token: string,
): Refusal | undefined => {
  if (!isLoopback(headers.host))
    return { status: 403, message: 'This page is served to 127.0.0.1 and localhost alone.' }
  if (method !== 'GET') return { status: 405, message: 'This page can only be read.' }
  const [, given = ''] = (url ?? '').split(/[/?]/)
  if (isSame(given, token)) return undefined
  return { status: 404, message: 'There is nothing here: the whole address is what kubectl bootc dashboard printed.' }
}
