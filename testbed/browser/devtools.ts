import type { Readable, Writable } from 'node:stream'

/** A connection to Chromium's DevTools protocol. */
export interface DevTools {
  /** Rejects with Chromium's own words. `session` is the page that is meant. */
  readonly call: <T>(method: string, params?: object, session?: string) => Promise<T>
}

interface Answer {
  readonly id?: number
  readonly result?: unknown
  readonly error?: { readonly message: string }
}

interface Waiting {
  readonly done: (result: unknown) => void
  readonly fail: (error: Error) => void
}

/** Over `--remote-debugging-pipe`: JSON with a zero byte after each message, so neither a port nor a WebSocket is needed. */
export const devToolsOver = (input: Writable, output: Readable): DevTools => {
  const waiting = new Map<number, Waiting>()
  let last = 0
  let rest = ''
  const take = ({ id, result, error }: Answer): void => {
    const caller = id === undefined ? undefined : waiting.get(id)
    if (id === undefined || caller === undefined) return
    waiting.delete(id)
    if (error === undefined) caller.done(result)
    else caller.fail(new Error(error.message))
  }
  output.setEncoding('utf8')
  output.on('data', (chunk: string) => {
    const messages = (rest + chunk).split('\0')
    rest = messages.pop() ?? ''
    for (const message of messages) take(JSON.parse(message))
  })
  output.on('close', () => {
    for (const { fail } of waiting.values()) fail(new Error('the browser has ended'))
    waiting.clear()
  })
  input.on('error', () => undefined) // What was asked of it is told by the close of the other pipe.
  return {
    call: <T>(method: string, params: object = {}, sessionId?: string) =>
      new Promise<T>((done, fail) => {
        last += 1
        waiting.set(last, { done: result => done(result as T), fail })
        input.write(`${JSON.stringify({ id: last, method, params, ...(sessionId && { sessionId }) })}\0`)
      }),
  }
}
