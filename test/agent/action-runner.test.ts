import assert from 'node:assert/strict'
import * as E from 'fp-ts/Either'
import type { ActionContext, Result } from '../../agent/act/action-context'
import { createActionRunner } from '../../agent/loop/action-runner'
import type { Workable } from '../../agent/observe/situation'
import type { Host, HostResult } from '../../agent/ports'
import { eventually } from './support/eventually'
import { NEW, NOW, REPOSITORY, situation } from './support/situations'

const LINE = JSON.stringify({
  type: 'ProgressBytes',
  task: 'pulling',
  bytes: 1,
  bytesTotal: 2,
  steps: 1,
  stepsTotal: 2,
})

/**
 * A host on which a pull goes on until the test ends it. A unit that was stopped ends well too: `rc=0`
 * (test/fixtures/systemd-recorded/systemd-262-ended-units.txt).
 */
const pullingHost = () => {
  const stops: string[] = []
  let say: ((line: string) => void) | undefined
  let end = (): void => undefined
  const host: Host = {
    run: (argv): HostResult<string> => {
      const command = argv.join(' ')
      if (command.startsWith('systemctl stop')) stops.push(command)
      if (argv[0] !== 'systemd-run') return Promise.resolve(E.right(''))
      return new Promise(resolve => {
        end = () => resolve(E.right(''))
      })
    },
    read: async () => undefined,
    list: async () => [],
    write: async () => undefined,
    remove: async () => undefined,
    stamp: async () => '',
    listen: async (_path, line) => {
      say = line
      return () => undefined
    },
  }
  return { host, stops, isHeard: () => say !== undefined, say: (line: string) => say?.(line), end: () => end() }
}

/** An agent that has begun to pull there. */
const working = (host: Host, stallMs: number) => {
  let ended: Result | undefined
  const work = createActionRunner({ ended: (_action, result) => (ended = result), progressed: () => undefined })
  const remember = async (): Promise<void> => undefined
  const context = { host, remember, now: () => NOW, stallMs } as unknown as ActionContext
  work.start(context, situation() as Workable, { do: 'stage', image: `${REPOSITORY}@${NEW}`, locked: false })
  return { work, outcome: () => ended }
}

describe('the work of an agent', function () {
  this.timeout(300_000)
  it('stops a pull that nobody wants any more, once more when it had not begun yet', async () => {
    const { host, stops, isHeard, say, end } = pullingHost()
    const { work, outcome } = working(host, 600_000)
    await eventually('the pull', isHeard)
    work.cancelPull()
    // The unit is not there yet, so nothing was stopped.
    await eventually('the first stop', () => stops.length === 1)
    await new Promise(resolve => setImmediate(resolve))
    say(LINE)
    assert.deepEqual(stops, Array(2).fill('systemctl stop bootc-operator-switch.service'))
    end()
    await eventually('the end', () => outcome() !== undefined)
    assert.equal(outcome()?.failure, undefined, 'which is no failure')
  })

  it('tells of a pull that it stopped for want of progress, though systemd says that it ended well', async () => {
    const { host, stops, end } = pullingHost()
    const { outcome } = working(host, 1)
    await eventually('the stop', () => stops.length === 1)
    end()
    await eventually('the end', () => outcome() !== undefined)
    assert.equal(outcome()?.failure?.reason, 'PullStalled')
  })
})
