import type { Command } from 'commander'
import { type GlobalFlags, isDryRun } from '../flags'
import { nodeName, poolName } from '../names'
import type { Runner } from '../ports'
import { approveStep } from '../steer/approve-step'
import { approve, cancel, hold, type PoolEdit, pause, resume, retry, uncancel } from '../steer/edit'
import { releaseNode } from '../steer/release-node'
import { steer } from '../steer/steer'

const DRY_RUN = ['--dry-run <mode>', 'server: let the API server check it, and change nothing'] as const

interface SteerFlags extends GlobalFlags {
  readonly dryRun?: string
  readonly digest?: string
  /** The id of a step; true for the one that goes on. */
  readonly step?: string | true
  readonly undo?: boolean
  readonly hold?: string
}

/** Adds the commands that edit a pool, or free a Node. */
export const addSteering = (program: Command, { tellEach, now }: Runner): void => {
  const add = (name: string, description: string, wish: (flags: SteerFlags) => PoolEdit): Command =>
    program
      .command(name)
      .argument('<pool...>', 'names of BootcNodePools')
      .option(...DRY_RUN)
      .description(description)
      .action((pools: ReadonlyArray<string>, _: unknown, command: Command) => {
        const flags = command.optsWithGlobals<SteerFlags>()
        const dryRun = isDryRun(flags.dryRun)
        return tellEach(flags, pools.map(poolName), ({ api }, pool) => steer(api, { pool, dryRun }, wish(flags), now()))
      })

  add('approve', 'let the pool go to the digest that its tag names now, or on to its next nodes', ({ digest, step }) =>
    step === undefined ? approve(digest) : approveStep(step === true ? undefined : step),
  )
    .option('--digest <digest>', 'only if this is the available digest')
    .option('--step [id]', 'approve the step of the rollout that goes on; with an id, only if it is this one')
  add('pause', 'start no further node; what has not rebooted is uncordoned', ({ hold: reason }) =>
    reason === undefined ? pause : hold(reason),
  ).option('--hold <reason>', 'by annotation, which a GitOps tool does not take back')
  add('resume', 'go on after a pause', () => resume)
  add('cancel', 'give the present target up: updated nodes return to what they ran', ({ undo }) =>
    undo === true ? uncancel : cancel,
  ).option('--undo', 'do not give it up after all')
  add('retry', 'forget the failures of the present target and try again', () => retry)
  program
    .command('release')
    .argument('<node...>', 'names of Nodes')
    .description('take the mark and the cordon of the operator away, when no operator does it any more')
    .action((nodes: ReadonlyArray<string>, _: unknown, command: Command) =>
      tellEach(command.optsWithGlobals(), nodes.map(nodeName), releaseNode),
    )
}
