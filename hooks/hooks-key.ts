import { createHash, timingSafeEqual } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import type { RequestHandler } from 'express'
import * as E from 'fp-ts/Either'
import { errorText } from './api/error-text'

/** Fewer characters can be tried out. */
const LEAST_LENGTH = 32

/** Whether only this machine, which for a pod is the pod itself, reaches the address. */
export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))

/** The key in a file, without the line break at its end; a problem names the setting HOOKS_KEY_FILE. */
export const readHooksKey = (file: string): E.Either<ReadonlyArray<string>, string> => {
  try {
    const key = readFileSync(file, 'utf8').trim()
    if (/^[\x21-\x7e]+$/.test(key) && key.length >= LEAST_LENGTH) return E.right(key)
    return E.left([
      `HOOKS_KEY_FILE: ${file} has to hold one word of at least ${LEAST_LENGTH} characters, such as 64 hex digits`,
    ])
  } catch (error) {
    return E.left([`HOOKS_KEY_FILE: ${file} cannot be read: ${errorText(error)}`])
  }
}

const digestOf = (text: string): Buffer => createHash('sha256').update(text).digest()

/**
 * Admits only requests with the key as `Authorization: Bearer KEY`, as Metacontroller does when the webhook names a
 * Secret. Before the body is read: hooks believe what they are posted, and a body of 64 MB takes a while.
 */
export const onlyWithKey = (key: string): RequestHandler => {
  const wanted = digestOf(`Bearer ${key}`)
  return (req, res, next) => {
    if (timingSafeEqual(digestOf(req.headers.authorization ?? ''), wanted)) return next()
    req.log.warn({ from: req.socket.remoteAddress }, 'a hook request without the key was refused')
    const problem =
      'the request does not carry the key of the hooks: see docs/operations.md, "Beside a Metacontroller that is there already"'
    res
      .status(401)
      .set('connection', 'close')
      .json({ problems: [problem] })
  }
}
