import type { RequestHandler } from 'express'
import * as E from 'fp-ts/Either'
import type * as t from 'io-ts'
import { decodeWith } from './api/decode'

/** One sync: what is observed goes in, what is wanted comes out. Rejects only for the unexpected. */
export type Sync<Request, Response> = (request: Request) => Promise<Response>

/**
 * The one adapter between Metacontroller and a sync. A request that cannot be read is answered with 422 and a line per
 * problem: only a 200 makes Metacontroller write, and a 200 that lacks children deletes them. What a sync throws goes
 * to express, which answers 500.
 */
export const hook =
  <Request, Response>(codec: t.Type<Request, unknown, unknown>, sync: Sync<Request, Response>): RequestHandler =>
  async (req, res) => {
    const request = decodeWith(codec)(req.body)
    if (E.isLeft(request)) {
      req.log.warn({ problems: request.left }, 'hook request rejected')
      res.status(422).json({ problems: request.left })
      return
    }
    res.json(await sync(request.right))
  }
