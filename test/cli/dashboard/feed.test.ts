import assert from 'node:assert/strict'
import { EventEmitter } from 'node:events'
import type { ServerResponse } from 'node:http'
import { createFeed } from '../../../cli/dashboard/feed'

/** A page whose connection is as full as a test says. */
const aPage = () => {
  const written: string[] = []
  const page = Object.assign(new EventEmitter(), {
    writableNeedDrain: false,
    writeHead: () => undefined,
    flushHeaders: () => undefined,
    write: (text: string) => written.push(text.trim().replace('data: ', '')),
  })
  return { page, written, response: page as unknown as ServerResponse }
}

describe('the feed of the dashboard', () => {
  it('tells a page that joins later what is shown now', () => {
    const feed = createFeed()
    feed.send('1')
    feed.send('2')
    const { response, written } = aPage()
    feed.join(response)
    assert.deepEqual(written, ['2'])
  })

  it('lets a page that reads slowly miss pictures, but never the last one', () => {
    const feed = createFeed()
    const { page, response, written } = aPage()
    feed.join(response)
    feed.send('1')
    page.writableNeedDrain = true
    for (const text of ['2', '3', '4']) feed.send(text)
    assert.deepEqual(written, ['1'])
    page.writableNeedDrain = false
    page.emit('drain')
    page.emit('drain')
    assert.deepEqual(written, ['1', '4'])
  })

  it('forgets a page that is closed', () => {
    const feed = createFeed()
    const { page, response, written } = aPage()
    feed.join(response)
    page.emit('close')
    feed.send('1')
    assert.deepEqual([feed.hasReaders(), written], [false, []])
  })
})
