import type { Command } from 'commander'
import { dockerRegistry } from '../../hooks/ports/registry/docker-registry'
import { clusterName } from '../cluster/connect'
import { doctor } from '../doctor/doctor'
import { explain } from '../explain/explain'
import { type GlobalFlags, goalOf, portOf, requestTimeoutMs, waitTimeoutMs } from '../flags'
import { nodeName, poolName } from '../names'
import { plan } from '../plan/plan'
import type { Runner } from '../ports'
import { status } from '../status/status'
import { history } from '../steer/history'
import { bundlePorts } from '../support-bundle/bundle-ports'
import { supportBundle } from '../support-bundle/support-bundle'
import { clientVersion, versionReport } from '../version/version'
import { why } from '../why/why'

/** Adds the commands that change nothing. */
export const addViews = (program: Command, runner: Runner): void => {
  const { tell, tellEach, wait, watch, dashboard, now, installed } = runner
  program
    .command('status')
    .argument('[pool...]', 'names of BootcNodePools; all when left out')
    .option('-w, --watch', 'go on and show every change')
    .option('--all-nodes', 'a line for every node, also in large pools')
    .description('pools and their nodes as a tree: how far each is, what it waits for, when the rollout will end')
    .action(async (pools: ReadonlyArray<string>, _: unknown, command: Command) => {
      const flags = command.optsWithGlobals<GlobalFlags & { watch?: boolean; allNodes?: boolean }>()
      const wish = { pools: pools.map(poolName), allNodes: flags.allNodes }
      if (flags.watch) await watch(flags, wish)
      else await tell(flags, ({ api, config }) => status(api, wish, { now: now(), cluster: clusterName(config) }))
    })
  program
    .command('why')
    .argument('<node...>', 'names of Nodes')
    .description('why this node does not move, since when, who is in the way, and what to do')
    .action((nodes: ReadonlyArray<string>, _: unknown, command: Command) =>
      tellEach(command.optsWithGlobals(), nodes.map(nodeName), ({ api }, node) => why(api, node, now())),
    )
  program
    .command('plan')
    .argument('<pool...>', 'names of BootcNodePools')
    .option('--image <ref>', 'plan for this image instead of the present target')
    .description('in which order nodes would be updated, and what blocks now; changes nothing')
    .action((pools: ReadonlyArray<string>, _: unknown, command: Command) => {
      const flags = command.optsWithGlobals<GlobalFlags & { image?: string }>()
      return tellEach(flags, pools.map(poolName), ({ api }, pool) => plan(api, pool, flags.image, now()))
    })
  program
    .command('history')
    .argument('<pool...>', 'names of BootcNodePools')
    .description('the last rollouts that have ended')
    .action((pools: ReadonlyArray<string>, _: unknown, command: Command) =>
      tellEach(command.optsWithGlobals(), pools.map(poolName), ({ api }, pool) => history(api, pool, now())),
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
      return wait(flags, {
        pools: pools.map(poolName),
        goal: goalOf(flags.for),
        timeout,
        timeoutMs: waitTimeoutMs(timeout),
      })
    })
  program
    .command('doctor')
    .description('whether everything of the operator is there and well')
    .action((_: unknown, command: Command) =>
      tell(command.optsWithGlobals(), ({ api, config }) => {
        const registry = dockerRegistry({ insecure: [] })
        return doctor(api, installed, { cluster: clusterName(config), registry })
      }),
    )
  program
    .command('bundle')
    .argument('[pool...]', 'names of BootcNodePools; all when left out')
    .option('--file <file>', 'where to write it; a new file in this folder when left out')
    .description(
      'objects, events, logs, metrics and versions in one file for a bug report, without Secrets and credentials',
    )
    .action((pools: ReadonlyArray<string>, _: unknown, command: Command) => {
      const flags = command.optsWithGlobals<GlobalFlags & { file?: string }>()
      const wish = { pools: pools.map(poolName), file: flags.file, now: now(), installed }
      return tell(flags, ports => supportBundle(bundlePorts(ports, requestTimeoutMs(flags.requestTimeout)), wish))
    })
  program
    .command('explain')
    .argument('<word>', 'a phase, a reason, or another word of columns and messages')
    .description('what a word means, such as Drifted, Contested or OutsideWindow')
    .action((word: string, _: unknown, command: Command) => runner.tellAlone(command.optsWithGlobals(), explain(word)))
  program
    .command('version')
    .option('--client', 'of this program alone, without a cluster')
    .description('versions of this program, of the operator, and of the agents that reported')
    .action((_: unknown, command: Command) => {
      const flags = command.optsWithGlobals<GlobalFlags & { client?: true }>()
      return flags.client ? runner.tellAlone(flags, clientVersion()) : tell(flags, ({ api }) => versionReport(api))
    })
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
