import assert from 'node:assert/strict'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as E from 'fp-ts/Either'
import { hostRunner } from '../../agent/host/exec'
import { eventually } from '../agent/support/eventually'

/** As nsenter(1): with --pid the command is another process, which it waits for. */
const NSENTER = `#!/bin/sh
while [ "$1" != -- ]; do shift; done
while [ "$1" != hang ]; do shift; [ $# = 0 ] && exit 0; done
sleep 600 &
echo $! >> "$FOLDER/pids"
wait
`
const HANG = ['hang']

describe('a command of the host', () => {
  const { PATH } = process.env
  let folder = ''
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'exec-'))
    writeFileSync(join(folder, 'nsenter'), NSENTER)
    chmodSync(join(folder, 'nsenter'), 0o755)
    Object.assign(process.env, { PATH: `${folder}:${PATH}`, FOLDER: folder })
  })
  afterEach(() => {
    for (const pid of pids()) if (isAlive(pid)) process.kill(pid, 'SIGKILL')
    Object.assign(process.env, { PATH })
    delete process.env['FOLDER']
    rmSync(folder, { recursive: true })
  })

  const pids = (): ReadonlyArray<number> => {
    const file = join(folder, 'pids')
    return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n').map(Number) : []
  }
  /** What ended and waits for its parent to notice is a zombie, and does nothing any more. */
  const isAlive = (pid: number): boolean => {
    try {
      return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
    } catch {
      return false
    }
  }
  const ended = (count: number): Promise<unknown> =>
    eventually('all to have ended', () => pids().length === count && !pids().some(isAlive), {
      state: () => JSON.stringify(pids().map(pid => [pid, isAlive(pid)])),
    })

  it('that does not answer in time is ended, and not nsenter alone', async () => {
    const run = hostRunner(new AbortController().signal)
    const answer = await run(HANG, 3000)
    assert.deepEqual(answer, E.left({ kind: 'command-timed-out', command: 'hang', seconds: 3 }))
    await ended(1)
  })

  it('gets twice the time when it is asked again', async () => {
    const run = hostRunner(new AbortController().signal)
    const seconds: number[] = []
    for (const _ of [1, 2, 3]) {
      const answer = await run(HANG, 100)
      if (E.isLeft(answer) && answer.left.kind === 'command-timed-out') seconds.push(answer.left.seconds)
    }
    assert.deepEqual(seconds, [0.1, 0.2, 0.4])
  })

  it('is ended with its agent', async () => {
    const stop = new AbortController()
    const answer = hostRunner(stop.signal)(HANG, 600_000)
    await eventually('it to run', () => pids().length === 1)
    stop.abort()
    assert.ok(E.isLeft(await answer))
    await ended(1)
  })
})
