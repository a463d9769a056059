import { hasToRelease } from '../act/release-host'
import { isGoingDown } from '../observe/facts'
import { createFollower } from './follow-order'
import { createParts, type LoopPorts, type Parts } from './parts'
import { poll } from './poll'
import { runSerially } from './serial-loop'
import { giveHostBack, standBy } from './stand-by'
import { REST_MS, turnFor } from './turn'
import { unexpected } from './unexpected'

export interface Loop {
  /** Takes a turn at once. */
  readonly wake: () => void
  readonly stop: () => void
  /** Whether the host should be given back, should the order go. */
  readonly holdsHost: () => Promise<boolean>
  /** Gives the host back; only after `stop`. */
  readonly release: () => Promise<void>
}

/** How often the host's files and units are polled for a sign of a change, in milliseconds. */
const POLL_MS = 5_000

/** One turn of the loop, without its timers: answers how long to rest, in milliseconds. */
export const createTurn = (parts: Parts): (() => Promise<number>) => {
  const { update, identity } = parts
  const follow = createFollower(parts)
  return async () => {
    const isKnown = update.isKnown()
    const turn = turnFor({ isKnown, object: update.current(), identity: isKnown ? identity() : undefined })
    switch (turn.do) {
      case 'rest':
        return REST_MS
      case 'stand-by':
        return standBy(parts, turn.because, turn.isGone)
      case 'follow':
        return follow(turn)
    }
  }
}

/** Observe, decide, act and report, until it is stopped. */
export const startLoop = (ports: LoopPorts): Loop => {
  const parts = createParts(ports, () => serial.wake())
  const { backoff, memory, watcher, units, runner, host, now } = parts
  const goesDown = (): boolean => isGoingDown(memory.get(), watcher.view(), now())
  const serial = runSerially(createTurn(parts), error => {
    backoff.failed({ do: 'wait', phase: 'Failed', because: '' }, unexpected(error))
    return Math.max(0, (backoff.pause()?.until ?? 0) - now().getTime())
  })
  const timers = [
    // What a running action changes on the host is the action's own doing.
    poll({
      hasChanged: watcher.hasChanged,
      rests: () => runner.action() !== undefined,
      wake: serial.wake,
      everyMs: POLL_MS,
    }),
    // The units of a host that goes down all end.
    poll({ hasChanged: units.hasChanged, rests: goesDown, wake: serial.wake, everyMs: POLL_MS }),
  ]
  return {
    wake: serial.wake,
    stop: () => {
      for (const timer of timers) clearInterval(timer)
      serial.stop()
    },
    holdsHost: async () => !goesDown() && (await hasToRelease(host, memory.get())),
    release: async () => {
      runner.cancelPull()
      await giveHostBack(parts)
    },
  }
}
