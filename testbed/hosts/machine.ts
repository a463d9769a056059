import { setTimeout as sleep } from 'node:timers/promises'
import { type AgentCommand, type AgentProcess, startAgentProcess } from './agent-process'
import type { Shutdown } from './boot'
import { takeFault } from './faults'
import { readState } from './host-state'
import { writeAnswers } from './known-answers'
import { type HostLayout, layoutOf } from './layout'
import { type PowerRequest, takePowerRequest } from './power-request'
import { watchPowerRequests } from './power-watch'
import { restartHost } from './restart-host'
import { readSettings } from './settings'
import { killUnits } from './units'
import { watchUnits } from './watchdog'

/** What a machine tells its kubelet, which starts and stops with it. */
export interface MachineKubelet {
  readonly hostDown: (how: Shutdown) => Promise<void>
  readonly hostUp: (boot: { readonly bootId: string; readonly soft: boolean; readonly ready: boolean }) => Promise<void>
}

export interface MachineOptions {
  /** A folder that `createHost` laid out. */
  readonly dir: string
  /** Without it the machine runs no agent until `setAgent`. */
  readonly agent?: AgentCommand
  readonly kubelet?: MachineKubelet
  /** From down to up, in seconds; default 0.3. A soft reboot takes half of it. */
  readonly rebootSeconds?: number
  readonly log?: (line: string) => void
}

export interface Machine {
  readonly name: string
  readonly layout: HostLayout
  /** Of the agent; undefined while it does not run. */
  readonly pid: () => number | undefined
  readonly isUp: () => boolean
  /** Times it came up after the first start. */
  readonly reboots: () => number
  /** Gives the host another agent, or takes it away: politely, as a pod that is deleted. */
  readonly setAgent: (agent: AgentCommand | undefined) => Promise<void>
  /** SIGKILL to the agent's container, which then restarts; systemd units of the host go on. */
  readonly killAgent: () => void
  /** As `systemctl reboot` by somebody else. Resolves when the host is up again, or hangs. */
  readonly reboot: (how?: PowerRequest) => Promise<void>
  /** No clean shutdown: what is staged is lost. Also wakes a machine that hangs. Resolves when it is up. */
  readonly powerCut: () => Promise<void>
  readonly stop: () => Promise<void>
}

const DEFAULT_REBOOT_SECONDS = 0.3

export const startMachine = async (options: MachineOptions): Promise<Machine> => {
  const layout = layoutOf(options.dir)
  const { name } = readSettings(layout)
  const rebootSeconds = options.rebootSeconds ?? DEFAULT_REBOOT_SECONDS
  const log = (line: string): void => options.log?.(`${name}: ${line}`)
  let wantedAgent = options.agent
  let agent: AgentProcess | undefined
  let up = false
  let stopped = false
  let reboots = 0
  let turn = Promise.resolve()

  const startAgent = async (): Promise<void> => {
    if (wantedAgent === undefined || stopped || !up) return
    const fault = takeFault(layout, 'agentStart')
    if (fault?.name === 'never') return
    const wanted = wantedAgent
    if (fault?.seconds !== undefined) await sleep(fault.seconds * 1000)
    if (up && !stopped && wanted === wantedAgent) agent = startAgentProcess(options.dir, wanted)
  }

  const endAgent = async (graceMillis?: number): Promise<void> => {
    const ending = agent
    agent = undefined
    await ending?.end(graceMillis)
  }

  const comeUp = async (soft: boolean): Promise<void> => {
    up = true
    const { bootId } = readState(layout).run
    const ready = takeFault(layout, 'kubelet')?.name !== 'not-ready'
    await options.kubelet?.hostUp({ bootId, soft, ready })
    // Not awaited: a fault may delay the agent while the rest of the host is up.
    startAgent().catch(error => log(`agent not started: ${String(error)}`))
  }

  const goDown = async (how: Shutdown): Promise<void> => {
    up = false
    await endAgent()
    await options.kubelet?.hostDown(how)
  }

  const cycle = async (how: Shutdown, hangs: boolean): Promise<void> => {
    if (stopped) return
    log(`goes down: ${how}`)
    await goDown(how)
    const outcome = restartHost(layout, how)
    await writeAnswers(layout)
    const stuck = hangs || takeFault(layout, 'start')?.name === 'hang'
    if (!outcome.up || stuck) {
      log(outcome.up ? 'hangs on its way up, until a power cut' : `hangs until a power cut: ${outcome.because}`)
      return
    }
    await sleep((outcome.soft ? rebootSeconds / 2 : rebootSeconds) * 1000)
    if (stopped) return
    reboots += 1
    log(`is up, boot id ${outcome.state.run.bootId}`)
    await comeUp(outcome.soft)
  }

  /** One thing at a time: a power cut during a reboot comes after it. */
  const inTurn = (work: () => Promise<void>): Promise<void> => {
    const mine = turn.then(work)
    turn = mine.catch(error => log(String(error)))
    return mine
  }

  const obey = (request: PowerRequest): Promise<void> =>
    inTurn(() => (up ? cycle(request === 'hang' ? 'reboot' : request, request === 'hang') : Promise.resolve()))

  watchUnits(layout.units)
  takePowerRequest(layout)
  const watch = watchPowerRequests(layout, request => {
    obey(request).catch(error => log(String(error)))
  })
  await inTurn(() => comeUp(false))

  return {
    name,
    layout,
    pid: () => agent?.pid(),
    isUp: () => up,
    reboots: () => reboots,
    setAgent: async next => {
      wantedAgent = next
      await endAgent(20_000)
      await startAgent()
    },
    killAgent: () => agent?.crash(),
    reboot: (how = 'reboot') => obey(how),
    powerCut: () => inTurn(() => cycle('power-cut', false)),
    stop: async () => {
      stopped = true
      watch.close()
      await turn
      await endAgent()
      killUnits(layout)
    },
  }
}
