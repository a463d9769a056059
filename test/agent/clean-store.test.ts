import assert from 'node:assert/strict'
import * as E from 'fp-ts/Either'
import type { ActionContext } from '../../agent/act/action-context'
import { performAction } from '../../agent/act/perform-action'
import type { Memory } from '../../agent/memory'
import type { Workable } from '../../agent/observe/situation'
import type { Host } from '../../agent/ports'
import { commandFailed, memoryHost } from '../../testbed/memory-host'
import { oldMachine } from './support/old-machine'
import { NOW, situation } from './support/situations'

const UNCLEAN: Memory = { unclean: true }

/** A host that goes down while its store is cleaned: that unit ends well (test/fixtures/systemd-recorded), and no other starts. */
const goingDown = (): Host => {
  const host = memoryHost(oldMachine({}))
  let units = 0
  return {
    ...host,
    run: async (argv, ms) => {
      if (argv[0] !== 'systemd-run') return host.run(argv, ms)
      units += 1
      return units > 1 ? commandFailed(argv.join(' ')) : E.right('')
    },
  }
}

describe('a store with a layer that was altered', () => {
  it('counts as unclean when the host went down while it was cleaned', async () => {
    const kept: Memory[] = []
    const remember = async (memory: Memory): Promise<void> => void kept.push(memory)
    const context = { host: goingDown(), remember, now: () => NOW } as unknown as ActionContext
    const before = { ...situation(), memory: UNCLEAN } as Workable
    const { memory, failure } = await performAction(context, before, { do: 'clean-store' })
    assert.deepEqual([memory, kept], [UNCLEAN, []])
    assert.notEqual(failure, undefined)
  })
})
