import assert from 'node:assert/strict'
import * as E from 'fp-ts/Either'
import { limitAfter, patient } from '../../../agent/host/patience'
import { createObserver } from '../../../agent/observe/observe'
import type { Host } from '../../../agent/ports'
import { registryWith } from '../../../testbed/hosts/registry'
import { type HostOnDisk, hostOnDisk } from '../../testbed/hosts/host-on-disk'
import { hostInProcess } from '../support/host-in-process'

const SECOND = 1000
const USUAL = 15 * SECOND

describe('the time that a command of the host gets', () => {
  const cases: ReadonlyArray<{
    readonly name: string
    readonly limit: number
    readonly took: number | undefined
    readonly want: number
    readonly usual?: number
  }> = [
    { name: 'stays while it answers', limit: 15, took: 14, want: 15 },
    { name: 'is twice as long after a miss', limit: 15, took: undefined, want: 30 },
    { name: 'is never longer than two minutes', limit: 120, took: undefined, want: 120 },
    { name: 'is its own where that is longer', usual: 7200, limit: 7200, took: undefined, want: 7200 },
    { name: 'stays longer while half of it would not do', limit: 60, took: 31, want: 60 },
    { name: 'falls once half of it would do', limit: 60, took: 30, want: 30 },
    { name: 'falls no deeper than the usual', limit: 15, took: 1, want: 15 },
  ]
  for (const { name, usual = 15, limit, took, want } of cases) {
    it(name, () => {
      const tookMs = took === undefined ? undefined : took * SECOND
      assert.equal(limitAfter({ usualMs: usual * SECOND, limitMs: limit * SECOND }, tookMs), want * SECOND)
    })
  }

  it('is that of the one command which is slow', async () => {
    const asked: string[] = []
    const run = patient(async (argv, timeoutMs) => {
      asked.push(`${argv[0]} ${timeoutMs}`)
      return E.left({ kind: 'command-timed-out', command: '', seconds: timeoutMs / 1000 })
    })
    for (const command of ['bootc', 'bootc', 'systemctl']) await run([command], 100)
    assert.deepEqual(asked, ['bootc 100', 'bootc 200', 'systemctl 100'])
  })
})

describe('a host that takes 40 s for every status', () => {
  let host: HostOnDisk
  let now = 0
  beforeEach(async () => {
    now = 0
    host = await hostOnDisk(registryWith('registry.example/os', ['1']), 'registry.example/os:1')
  })
  afterEach(() => host.remove())

  const slow = (seconds: () => number): Host => {
    const inner = hostInProcess(host.layout)
    const run: Host['run'] = async (argv, timeoutMs) => {
      const needed = argv[1] === 'status' ? seconds() * SECOND : 0
      now += Math.min(needed, timeoutMs)
      if (needed <= timeoutMs) return inner.run(argv, timeoutMs)
      return E.left({ kind: 'command-timed-out', command: argv.join(' '), seconds: timeoutMs / SECOND })
    }
    return { ...inner, run: patient(run, () => now) }
  }

  it('is busy twice, and is read from then on', async () => {
    const observe = createObserver(
      slow(() => 40),
      () => new Date(now),
    )
    const kinds: string[] = []
    for (const _ of Array(6)) kinds.push((await observe(undefined)).kind)
    assert.deepEqual(kinds, ['busy', 'busy', 'known', 'known', 'known', 'known'])
  })

  it('is waited for as briefly as before once it is fast again', async () => {
    let seconds = 40
    const observe = createObserver(
      slow(() => seconds),
      () => new Date(now),
    )
    for (const _ of Array(3)) await observe(undefined)
    seconds = 1
    for (const _ of Array(3)) assert.equal((await observe(undefined)).kind, 'known')
    seconds = 600
    const since = now
    await observe(undefined)
    assert.equal(now - since, USUAL)
  })

  it('is reported as silent after five minutes without an answer, and asked all the same', async () => {
    const observe = createObserver(
      slow(() => 600),
      () => new Date(now),
    )
    for (;;) {
      const since = now
      const view = await observe(undefined)
      if (view.kind === 'busy') {
        assert.ok(now <= 300 * SECOND, `${now} ms`)
        continue
      }
      assert.equal(view.kind === 'unreadable' && view.failure.reason, 'HostBusy')
      assert.ok(now - since <= 120 * SECOND, 'no command is waited for longer than two minutes')
      return
    }
  })
})
