import * as E from 'fp-ts/Either'
import type { OwnUpdate } from '../../agent/cluster/own-update'
import { type Loop, startLoop } from '../../agent/loop/loop'
import { loadMemory } from '../../agent/memory'
import type { Identity } from '../../agent/order'
import type { BenchHost } from './bench-host'

const STATE_DIR = '/var/lib/bootc-operator'
/** Never reached here: no pull of a bench stalls. */
const STALL_MS = 600_000

/** The real agent's loop, with its rules and its reports, on a host in memory. */
export const startAgent = async ({ host }: BenchHost, update: OwnUpdate, identity: Identity): Promise<Loop> => {
  const memory = await loadMemory(host, STATE_DIR)
  return startLoop({
    host,
    update,
    identity: () => identity,
    pullSecret: { read: async () => undefined, stamp: async () => '' },
    memory: E.isRight(memory) ? memory.right : {},
    stateDir: STATE_DIR,
    agentVersion: 'bench',
    stallMs: STALL_MS,
    now: () => new Date(),
    log: () => undefined,
  })
}
