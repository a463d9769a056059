import assert from 'node:assert/strict'
import { createSocket, type Socket } from 'node:dgram'
import { createNetworkSwitch, type NetworkSwitch } from '../../../e2e/nodes/qemu/network-switch'

interface End {
  readonly port: number
  /** Resolves when the switch has it in its hands, if not before its eyes. */
  readonly send: (text: string) => Promise<void>
  readonly next: () => Promise<string>
}

describe('the switch between machines', () => {
  let cables: NetworkSwitch
  let sockets: Socket[] = []

  const plugIn = async (): Promise<End> => {
    const socket = createSocket('udp4')
    sockets.push(socket)
    await new Promise<void>(resolve => socket.bind(0, '127.0.0.1', resolve))
    const { from, to } = await cables.plug(socket.address().port)
    const heard: string[] = []
    const waiting: Array<(text: string) => void> = []
    socket.on('message', frame => {
      const next = waiting.shift()
      if (next === undefined) heard.push(frame.toString())
      else next(frame.toString())
    })
    return {
      port: from,
      send: text =>
        new Promise((resolve, reject) =>
          socket.send(text, to, '127.0.0.1', error => (error === null ? resolve() : reject(error))),
        ),
      next: () => new Promise(resolve => (heard.length > 0 ? resolve(heard.shift() ?? '') : waiting.push(resolve))),
    }
  }

  beforeEach(() => {
    cables = createNetworkSwitch()
    sockets = []
  })
  afterEach(() => {
    cables.close()
    for (const socket of sockets) socket.close()
  })

  it('brings what one sends to all others', async () => {
    const [a, b, c] = [await plugIn(), await plugIn(), await plugIn()]
    await a.send('hello')
    assert.deepEqual(await Promise.all([b.next(), c.next()]), ['hello', 'hello'])
    await b.send('answer')
    assert.equal(await a.next(), 'answer', 'and never its own words to itself')
  })

  it('brings nothing over a cable that is cut, until it is mended', async () => {
    const [a, b, c] = [await plugIn(), await plugIn(), await plugIn()]
    cables.cut(b.port, true)
    // By the time that one word has come through, the switch has looked at all that lay there before it.
    await b.send('two')
    await a.send('one')
    assert.equal(await c.next(), 'one')
    cables.cut(b.port, false)
    await a.send('three')
    assert.equal(await b.next(), 'three')
    assert.equal(await c.next(), 'three')
  })

  it('takes frames from the machine alone', async () => {
    const [a, b] = [await plugIn(), await plugIn()]
    const stranger = createSocket('udp4')
    sockets.push(stranger)
    const { to } = await cables.plug(1)
    stranger.send('forged', to, '127.0.0.1')
    await new Promise(resolve => setTimeout(resolve, 50))
    await a.send('true')
    assert.equal(await b.next(), 'true')
  })
})
