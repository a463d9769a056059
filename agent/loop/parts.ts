import type { OwnUpdate } from '../cluster/own-update'
import type { Log } from '../log'
import { type Memory, saveMemory } from '../memory'
import { createUnitWatch, type UnitWatch } from '../observe/unit-watch'
import { createWatcher, type MountedPullSecret, type Watcher } from '../observe/watcher'
import type { Identity } from '../order'
import type { Host } from '../ports'
import { createReporter, type Reporter } from '../report/reporter'
import { type ActionBackoff, createActionBackoff } from './action-backoff'
import { type ActionRunner, createActionRunner } from './action-runner'

export interface LoopPorts {
  readonly host: Host
  readonly update: OwnUpdate
  /** Who the agent is by its present token; undefined when the token does not say. */
  readonly identity: () => Identity | undefined
  readonly pullSecret: MountedPullSecret
  readonly memory: Memory
  readonly stateDir: string
  readonly agentVersion: string
  /** A pull without progress for so long, in milliseconds, is started again. */
  readonly stallMs: number
  readonly now: () => Date
  readonly log: Log
}

/** The memory that the turns share. */
export interface MemoryCell {
  readonly get: () => Memory
  /** Of what is on disk already. */
  readonly set: (next: Memory) => void
  /** Writes it to disk first. */
  readonly save: (next: Memory) => Promise<void>
}

/** What the turns of one loop share. */
export interface Parts extends Omit<LoopPorts, 'memory' | 'pullSecret' | 'stateDir' | 'agentVersion'> {
  readonly memory: MemoryCell
  readonly watcher: Watcher
  readonly units: UnitWatch
  readonly reporter: Reporter
  readonly backoff: ActionBackoff
  readonly runner: ActionRunner
  /** Logs what the agent does now, once for as long as it stays the same. */
  readonly say: (event: string, message: string) => void
}

const createMemoryCell = ({ host, stateDir, memory }: LoopPorts): MemoryCell => {
  let current = memory
  return {
    get: () => current,
    set: next => {
      current = next
    },
    save: async next => {
      await saveMemory(host, stateDir, next)
      current = next
    },
  }
}

const createSay = (log: Log): Parts['say'] => {
  let said = ''
  return (event, message) => {
    if (said !== message) log('info', event, { message })
    said = message
  }
}

/** `wake` makes the loop take a turn at once. */
export const createParts = (ports: LoopPorts, wake: () => void): Parts => {
  const { host, update, now, log } = ports
  const memory = createMemoryCell(ports)
  const backoff = createActionBackoff(now, log)
  const runner = createActionRunner({
    ended: (action, result) => {
      memory.set(result.memory)
      backoff.ended(action, result.failure)
      wake()
    },
    progressed: wake,
  })
  const watcher = createWatcher(host, ports.pullSecret, now)
  const units = createUnitWatch(host, now)
  const reporter = createReporter(update, ports.agentVersion, log)
  return { ...ports, memory, backoff, runner, watcher, units, reporter, say: createSay(log) }
}
