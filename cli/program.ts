import { Command } from 'commander'
import type { Installed } from '../hooks/api/installed'
import { doctor } from './doctor/doctor'
import { type GlobalFlags, goalOf, portOf, waitTimeoutMs } from './flags'
import { plan } from './plan/plan'
import type { CommandPorts } from './ports'
import type { Report } from './report'
import { status } from './status/status'
import { approve, cancel, hold, type PoolEdit, pause, resume, retry, uncancel } from './steer/edit'
import { history } from './steer/history'
import { releaseNode } from './steer/release-node'
import { steer } from './steer/steer'
import type { WaitWish } from './wait/wait'
import { why } from './why/why'

/** What a command line is carried out with. */
export interface Runner {
  readonly now: () => Date
  /** What this version of the operator consists of. */
  readonly installed: Installed
  /** Connects by the flags, prints the report, and remembers how the process is to end. */
  readonly tell: (flags: GlobalFlags, report: (ports: CommandPorts) => Promise<Report>) => Promise<void>
  /** Serves the page until the user has had enough. */
  readonly dashboard: (flags: GlobalFlags, wish: { readonly port: number; readonly open: boolean }) => Promise<void>
  /** Until the pools are where they are wanted; a CommandError says why they will not get there. */
  readonly wait: (flags: GlobalFlags, wish: WaitWish) => Promise<void>
  readonly watch: (flags: GlobalFlags, wish: { readonly pool?: string; readonly allNodes?: boolean }) => Promise<void>
}

const EXIT_CODES = `
Exit codes: 0 done; 1 the API server refused or is out of reach; 2 wrong usage; 3 no such pool or node;
4 nothing was done because it would not be safe or change nothing, or a check of doctor failed or could not be made;
of wait: 5 halted, 6 rolled back, 7 paused, 8 timed out, 130 interrupted.`

const DRY_RUN = ['--dry-run', 'let the API server check it, and change nothing'] as const

const addViews = (program: Command, { tell, wait, watch, dashboard, now, installed }: Runner): void => {
  program
    .command('status')
    .argument('[pool]', 'name of a BootcNodePool; all when left out')
    .option('-w, --watch', 'go on and show every change')
    .option('--all-nodes', 'a line for every node, also in large pools')
    .description('pools and their nodes as a tree: how far each is, what it waits for, when the rollout will end')
    .action(async (pool: string | undefined, _: unknown, command: Command) => {
      const flags = command.optsWithGlobals<GlobalFlags & { watch?: boolean; allNodes?: boolean }>()
      const wish = { ...(pool !== undefined && { pool }), ...(flags.allNodes && { allNodes: true }) }
      if (flags.watch) await watch(flags, wish)
      else await tell(flags, ({ api }) => status(api, wish, now()))
    })
  program
    .command('why')
    .argument('<node>', 'name of a Node')
    .description('why this node does not move, since when, who is in the way, and what to do')
    .action((node: string, _: unknown, command: Command) =>
      tell(command.optsWithGlobals(), ({ api }) => why(api, node, now())),
    )
  program
    .command('plan')
    .argument('<pool>', 'name of a BootcNodePool')
    .option('--image <ref>', 'plan for this image instead of the present target')
    .description('in which order nodes would be updated, and what blocks now; changes nothing')
    .action((pool: string, _: unknown, command: Command) => {
      const flags = command.optsWithGlobals<GlobalFlags & { image?: string }>()
      return tell(flags, ({ api }) => plan(api, pool, flags.image, now()))
    })
  program
    .command('history')
    .argument('<pool>', 'name of a BootcNodePool')
    .description('the last rollouts that have ended')
    .action((pool: string, _: unknown, command: Command) =>
      tell(command.optsWithGlobals(), ({ api }) => history(api, pool, now())),
    )
  program
    .command('wait')
    .argument('<pool...>', 'names of BootcNodePools')
    .option('--for <goal>', 'updated: every node runs the target; staged: every node has it on its disk', 'updated')
    .option('--timeout <duration>', 'such as 90s or 1h30m; 0 looks once, a negative one waits without a limit', '1h')
    .description('wait for pools; each way in which they do not get there has an exit code of its own')
    .action((pools: ReadonlyArray<string>, _: unknown, command: Command) => {
      const flags = command.optsWithGlobals<GlobalFlags & { for: string; timeout: string }>()
      const { timeout } = flags
      return wait(flags, { pools, goal: goalOf(flags.for), timeout, timeoutMs: waitTimeoutMs(timeout) })
    })
  program
    .command('doctor')
    .description('whether everything of the operator is there and well')
    .action((_: unknown, command: Command) => tell(command.optsWithGlobals(), ({ api }) => doctor(api, installed)))
  program
    .command('dashboard')
    .option('--port <port>', 'port on 127.0.0.1; any that is free when left out', '0')
    .option('--no-open', 'print the address, and open no browser')
    .description('a live page of pools and nodes, served on this machine alone; it can change nothing')
    .action((_: unknown, command: Command) => {
      const flags = command.optsWithGlobals<GlobalFlags & { port: string; open: boolean }>()
      return dashboard(flags, { port: portOf(flags.port), open: flags.open })
    })
}

interface SteerFlags extends GlobalFlags {
  readonly dryRun?: boolean
  readonly digest?: string
  readonly undo?: boolean
  readonly hold?: string
}

const addSteering = (program: Command, { tell, now }: Runner): void => {
  const add = (name: string, description: string, wish: (flags: SteerFlags) => PoolEdit): Command =>
    program
      .command(name)
      .argument('<pool>', 'name of a BootcNodePool')
      .option(...DRY_RUN)
      .description(description)
      .action((pool: string, _: unknown, command: Command) => {
        const flags = command.optsWithGlobals<SteerFlags>()
        const steering = { pool, dryRun: flags.dryRun === true }
        return tell(flags, ({ api }) => steer(api, steering, wish(flags), now()))
      })

  add('approve', 'let the pool go to the digest that its tag names now', ({ digest }) => approve(digest)).option(
    '--digest <digest>',
    'only if this is the available digest',
  )
  add('pause', 'start no further node; what has not rebooted is uncordoned', ({ hold: reason }) =>
    reason === undefined ? pause : hold(reason),
  ).option('--hold <reason>', 'by annotation, which a GitOps tool does not take back')
  add('resume', 'go on after a pause', () => resume)
  add('cancel', 'give the present target up: updated nodes return to what they ran', ({ undo }) =>
    undo === true ? uncancel : cancel,
  ).option('--undo', 'do not give it up after all')
  add('retry', 'forget the failures of the present target and try again', () => retry)
}

/** All commands. */
export const createProgram = (runner: Runner): Command => {
  const program = new Command('kubectl bootc')
    .description('See and steer the bootc operator.')
    .option('--kubeconfig <file>', 'kubeconfig to use, instead of KUBECONFIG and ~/.kube/config')
    .option('--context <name>', 'context of the kubeconfig to use')
    .option('--request-timeout <duration>', 'longest time for one request, such as 30s; 0 for no limit', '30s')
    .option('-o, --output <format>', 'json or yaml, for programs')
    .addHelpText('after', EXIT_CODES)
    .showHelpAfterError('Try --help.')
  addViews(program, runner)
  addSteering(program, runner)
  program
    .command('release')
    .argument('<node>', 'name of a Node')
    .description('take the mark and the cordon of the operator away, when no operator does it any more')
    .action((node: string, _: unknown, command: Command) =>
      runner.tell(command.optsWithGlobals(), ports => releaseNode(ports, node)),
    )
  return program
}
