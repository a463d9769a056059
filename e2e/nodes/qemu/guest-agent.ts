import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** How a command in a machine ended. */
export interface GuestEnded {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Milliseconds for one answer; an emulated machine that has just booted may need a while. */
const ANSWER_MS = 20_000
const LOOK_EVERY = 200

interface Answer {
  readonly return?: unknown
  readonly error?: { readonly desc: string }
}

/**
 * One request over a connection of its own. The port keeps what an earlier, impatient client did not read: the answer to
 * guest-sync-delimited (a byte 0xFF before its own id) tells where ours begin.
 */
const ask = (socketPath: string, command: object): Promise<unknown> =>
  new Promise((resolve, reject) => {
    const id = Math.trunc(Math.random() * 1e9)
    const socket = connect(socketPath)
    let synced = false
    let text = ''
    const fail = (why: string): void => {
      socket.destroy()
      reject(new Error(`the guest agent behind ${socketPath} ${why}`))
    }
    socket.setTimeout(ANSWER_MS, () => fail('does not answer'))
    socket.once('error', error => fail(error.message))
    socket.once('close', () => fail('hung up'))
    socket.setEncoding('latin1')
    socket.write(Buffer.concat([Buffer.from([0xff]), line({ execute: 'guest-sync-delimited', arguments: { id } })]))
    socket.on('data', chunk => {
      text += chunk
      for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n')) {
        const answer = parsed(text.slice(text.lastIndexOf('\xff', end) + 1, end))
        text = text.slice(end + 1)
        if (!synced && answer?.return === id) {
          synced = true
          socket.write(line(command))
        } else if (synced && answer !== undefined) {
          socket.removeAllListeners('close').destroy()
          if (answer.error === undefined) resolve(answer.return)
          else reject(new Error(`the guest agent refused: ${answer.error.desc}`))
        }
      }
    })
  })

const line = (command: object): Buffer => Buffer.from(`${JSON.stringify(command)}\n`)

const parsed = (text: string): Answer | undefined => {
  try {
    return JSON.parse(text) as Answer
  } catch {
    return undefined
  }
}

interface Status {
  readonly exited: boolean
  readonly exitcode?: number
  readonly 'out-data'?: string
  readonly 'err-data'?: string
}

const decoded = (base64 = ''): string => Buffer.from(base64, 'base64').toString()

/** Whether the agent in the machine answers. */
export const guestAnswers = (socketPath: string): Promise<boolean> =>
  ask(socketPath, { execute: 'guest-ping' }).then(
    () => true,
    () => false,
  )

/** Runs a command in the machine, through QEMU's guest agent there; rejects when the machine does not answer. */
export const runInGuest = async (
  socketPath: string,
  [path = '', ...arg]: ReadonlyArray<string>,
  seconds = 60,
): Promise<GuestEnded> => {
  const started = await ask(socketPath, { execute: 'guest-exec', arguments: { path, arg, 'capture-output': true } })
  const { pid } = started as { readonly pid: number }
  const deadline = Date.now() + seconds * 1000
  for (;;) {
    const status = (await ask(socketPath, { execute: 'guest-exec-status', arguments: { pid } })) as Status
    if (status.exited) {
      return { code: status.exitcode ?? -1, stdout: decoded(status['out-data']), stderr: decoded(status['err-data']) }
    }
    if (Date.now() > deadline) throw new Error(`${path} ran longer than ${seconds} s in the machine`)
    await sleep(LOOK_EVERY)
  }
}
