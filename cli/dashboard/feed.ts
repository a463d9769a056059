import type { ServerResponse } from 'node:http'

/** Pages that get every new picture, as Server-Sent Events. */
export interface Feed {
  readonly join: (page: ServerResponse) => void
  readonly hasReaders: () => boolean
  /** One line of text. */
  readonly send: (text: string) => void
}

/** A page that reads slower than the cluster changes misses pictures, and never the last one. */
export const createFeed = (): Feed => {
  const readers = new Set<ServerResponse>()
  const behind = new Set<ServerResponse>()
  let last: string | undefined

  const tell = (page: ServerResponse): void => {
    if (last === undefined) return
    if (page.writableNeedDrain) behind.add(page)
    else page.write(`data: ${last}\n\n`)
  }

  return {
    join: page => {
      readers.add(page)
      page.on('drain', () => {
        if (behind.delete(page)) tell(page)
      })
      page.on('close', () => {
        readers.delete(page)
        behind.delete(page)
      })
      page.writeHead(200, { 'Content-Type': 'text/event-stream' })
      page.flushHeaders()
      tell(page)
    },
    hasReaders: () => readers.size > 0,
    send: text => {
      if (text === last) return
      last = text
      for (const page of readers) tell(page)
    },
  }
}
