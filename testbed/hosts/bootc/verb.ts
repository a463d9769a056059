import { setTimeout as sleep } from 'node:timers/promises'
import * as E from 'fp-ts/Either'
import { type Fault, type FaultKey, takeFault } from '../faults'
import { type CommandContext, playFault } from '../host-command-context'
import type { Backend } from '../settings'
import { underSysrootLock } from '../sysroot-lock'
import { type Failure, wordsFor } from './failure'
import { isNamedFailure, type NamedFailure, namedFailure } from './named-failures'

export type Verb = 'status' | 'switch' | 'upgrade' | 'rollback'

/** What each verb puts between `error: ` and the cause. That of `upgrade` on composefs was never recorded. */
const VERB_PREFIX: Readonly<Record<Backend, Readonly<Record<Verb, string>>>> = {
  ostree: {
    status: 'Status: ',
    switch: 'Switching: Switching (ostree): ',
    upgrade: 'Upgrading: ',
    rollback: 'Rollback: Rollback (ostree): ',
  },
  composefs: {
    status: 'Status: ',
    switch: 'Switching: Composefs Switching: ',
    upgrade: 'Upgrading: ',
    rollback: 'Rollback: Rolling back composefs: ',
  },
}

export const failVerb = (context: CommandContext, verb: Verb, failure: Failure): number => {
  const { backend } = context.settings
  context.out(failure.stdout ?? '')
  context.err(
    `${failure.before ?? ''}error: ${VERB_PREFIX[backend][verb]}${wordsFor(backend, failure.during)}${failure.text}\n`,
  )
  return 1
}

export const NOT_ROOT: Failure = {
  text: 'Preparing for write: Querying root privilege: This command must be executed as the root user',
}

/** Why a verb cannot even begin, in its own words (recorded steps 018 and 119). */
export const refuseToWrite = (context: CommandContext): number | undefined => {
  const container = 'Preparing for write: Detected container; this command requires a booted host system.'
  const problem =
    context.unprivileged === true ? NOT_ROOT.text : context.variables['container'] === undefined ? undefined : container
  if (problem === undefined) return undefined
  context.err(`error: Switching: Initializing storage: ${problem}\n`)
  return 1
}

/** Why no pull is possible on such a host. */
const HOST_FAILURES: Readonly<Record<string, NamedFailure>> = {
  layered: 'layered',
  'package-mode': 'not-booted',
  'read-only': 'read-only',
}

/** Plays the fault of a verb that may contact the registry for `image`. Left: the exit code to stop with. */
export const playVerbFault = async (
  context: CommandContext,
  key: Extract<FaultKey, Verb>,
  image: string,
): Promise<E.Either<number, Fault | undefined>> => {
  const unfit = HOST_FAILURES[takeFault(context.layout, 'host')?.name ?? '']
  if (unfit !== undefined) return E.left(failVerb(context, key, namedFailure(unfit, image, context.settings)))
  const fault = takeFault(context.layout, key)
  const failed = await playFault(context, fault)
  if (failed !== undefined) return E.left(failed)
  if (!isNamedFailure(fault?.name)) return E.right(fault)
  return E.left(failVerb(context, key, namedFailure(fault.name, image, context.settings)))
}

/** On ostree every verb holds the lock for its whole life; on composefs none does. Each takes some time. */
export const lockedVerb = (context: CommandContext, work: () => Promise<number>): Promise<number> => {
  const unhurried = async (): Promise<number> => {
    await sleep(context.settings.statusMillis)
    return work()
  }
  const locks = context.settings.backend === 'ostree' && context.withoutLock !== true
  return locks ? underSysrootLock(context.layout, unhurried) : unhurried()
}
