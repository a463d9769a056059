import { setTimeout as sleep } from 'node:timers/promises'
import * as E from 'fp-ts/Either'
import { credentialsFor } from './cluster/credentials'
import { followOwnUpdate, type OwnUpdate } from './cluster/own-update'
import { identityIn } from './cluster/token'
import { type AgentConfig, configFrom } from './config'
import { hostRunner } from './host/exec'
import { hostFiles } from './host/files'
import { claimHost } from './host/only-agent'
import { logTo } from './log'
import { type Loop, startLoop } from './loop/loop'
import { waitForHost } from './loop/wait-for-host'
import { loadMemory, type Memory } from './memory'
import type { Identity } from './order'
import type { Host } from './ports'

const log = logTo(line => process.stdout.write(line))

/** The token is read at each turn, and what is wrong with it is said once. */
const identityReader = (config: AgentConfig, token: () => string): (() => Identity | undefined) => {
  let said = ''
  const complain = (problem: string): undefined => {
    if (said !== problem) log('error', 'no identity', { problem, hint: 'no order is obeyed until the token is right' })
    said = problem
    return undefined
  }
  return () => {
    try {
      const identity = identityIn(token())
      if (E.isLeft(identity)) return complain(identity.left)
      const { nodeName } = identity.right
      if (nodeName === config.nodeName) return identity.right
      return complain(`the token is for node ${nodeName}, but NODE_NAME is ${config.nodeName}`)
    } catch (error) {
      return complain(`the token cannot be read: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
}

/** How long an agent that is stopped waits for the end of its order, to clean up after itself, in milliseconds. */
const FAREWELL_MS = 20_000

const giveHostBack = async (host: Host, update: OwnUpdate, loop: Loop): Promise<void> => {
  if (!(await loop.holdsHost())) return
  const state = await host.run(['systemctl', 'is-system-running'], 5_000)
  // It fails for every state but one, and prints it all the same.
  const isGoingDown = E.isLeft(state) && state.left.kind === 'command-failed' && /^stopping/.test(state.left.stdout)
  const until = performance.now() + FAREWELL_MS
  const isOver = (): boolean => update.isKnown() && update.current() === undefined
  while (!isGoingDown && !isOver() && performance.now() < until) await sleep(250)
  if (isOver()) await loop.release()
}

const run = async (config: AgentConfig): Promise<void> => {
  const stopping = new AbortController()
  const host: Host = { ...hostFiles(config.hostRoot), run: hostRunner(stopping.signal) }
  const own = hostFiles('/')
  const credentials = credentialsFor(config)
  const identity = identityReader(config, credentials.token)
  const now = (): Date => new Date()
  let loop: Loop | undefined

  const update = followOwnUpdate(credentials.config, config.nodeName, {
    changed: () => loop?.wake(),
    interrupted: error => log('warn', 'watch interrupted', { error }),
  })
  const lost = (): never => {
    log('error', 'host lost', { hint: 'the lock of agents is gone: the agent restarts' })
    process.exit(1)
  }
  const { agentVersion, claimMs } = config
  const remembered = (): ReturnType<typeof loadMemory> => loadMemory(host, config.stateDir)
  await waitForHost({
    claim: () => claimHost(config.hostRoot, lost),
    memory: async () => E.getOrElse((): Memory => ({}))(await remembered()),
    ...{ update, identity, agentVersion, claimMs, now, log },
  })
  const memory = await remembered()
  if (E.isLeft(memory)) log('error', 'memory lost', { problems: memory.left })
  const working = startLoop({
    host,
    update,
    identity,
    pullSecret: {
      read: () => own.read(config.pullSecretFile),
      stamp: () => own.stamp([config.pullSecretFile]),
    },
    memory: E.isRight(memory) ? memory.right : {},
    stateDir: config.stateDir,
    agentVersion,
    stallMs: config.stallMs,
    now,
    log,
  })
  loop = working
  loop.wake()
  const stop = (signal: NodeJS.Signals): void => {
    log('info', 'stopping', { signal })
    working.stop()
    giveHostBack(host, update, working)
      .catch((error: unknown) => log('error', 'not released', { message: String(error) }))
      .finally(() => {
        update.stop()
        stopping.abort()
        process.exit(0)
      })
  }
  process.once('SIGTERM', stop)
  process.once('SIGINT', stop)
  log('info', 'started', { node: config.nodeName, version: config.agentVersion })
}

const config = configFrom(process.env)
if (E.isLeft(config)) {
  log('error', 'cannot start', { problem: config.left })
  process.exitCode = 1
} else {
  run(config.right).catch((error: unknown) => {
    log('error', 'cannot start', { problem: error instanceof Error ? error.message : String(error) })
    process.exitCode = 1
  })
}
