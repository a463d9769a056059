import * as E from 'fp-ts/Either'
import { type Boot, kernelBootOf } from '../../hooks/api/bootc-node-update'
import { type Abilities, readAbilities } from '../bootc/abilities'
import { type HostFailure, hostFailureOf } from '../bootc/errors'
import { readStatus } from '../bootc/verbs'
import { isAtLeast } from '../bootc/version'
import { readBoot } from '../host/boot'
import { COMPETITORS } from '../host/competitors'
import { pulledImage } from '../host/pulled-image'
import { readFinalizeFailure, readSigns, type WayDown } from '../host/signs'
import { UNIT_VERBS, unitOf } from '../host/systemd-run'
import { activeAmong } from '../host/units'
import type { Intent } from '../memory'
import type { Host, HostError } from '../ports'
import type { HostView } from './situation'

/** The first release whose status and verbs are those of bootc-contract.md. */
const OLDEST = '1.1.0'

/** A build that tells no version is judged by what its status says. */
const tooOld = ({ version }: Abilities): HostFailure | undefined => {
  if (version === undefined || isAtLeast(version, OLDEST)) return undefined
  const message = `bootc ${version} of the host is older than ${OLDEST}, the first that is supported: update the host by hand once`
  return { reason: 'BootcTooOld', message, terminal: true }
}

/** Calls in a row that stay unanswered for longer, in milliseconds, are not explained by another download any more. */
const MOST_SILENT_MS = 300_000

/** Files of bootc and ostree that change with what is staged or deployed (bootc-contract.md §5). Some do not exist at first. */
export const WATCHED_PATHS = [
  '/ostree/bootc',
  '/ostree/deploy',
  '/run/ostree',
  '/run/ostree/staged-deployment',
  '/run/composefs/staged-deployment',
  '/run/nextroot',
  '/run/reboot-required',
  '/sysroot/state/deploy',
]

/** How the host went down for the reboot that was ordered; undefined while it has not. */
const wayDown = (intent: Intent | undefined, boot: Boot, composefs: boolean): WayDown | undefined => {
  if (intent === undefined || intent.fromBoot === boot.id) return undefined
  const isSoft = kernelBootOf(intent.fromBoot) === kernelBootOf(boot.id)
  return isSoft ? { composefs, softSince: intent.askedAt ?? 0 } : { composefs }
}

/** Observes the host. It keeps what bootc can do, which is asked once, and for how long bootc has not answered. */
export const createObserver = (host: Host, now: () => Date): ((intent: Intent | undefined) => Promise<HostView>) => {
  let abilities: Abilities | undefined
  let silentMs = 0

  const afterError = (error: HostError): HostView => {
    silentMs = error.kind === 'command-timed-out' ? silentMs + error.seconds * 1000 : 0
    if (silentMs > 0 && silentMs <= MOST_SILENT_MS) {
      return { kind: 'busy', because: 'waits for bootc, which does not answer: another command may hold its lock' }
    }
    return { kind: 'unreadable', failure: hostFailureOf(error) }
  }

  const running = async (verb: string): Promise<HostView> => {
    const pulls = verb === 'switch' ? await pulledImage(host) : undefined
    const because = `waits for \`bootc ${verb}\`, which a previous agent started`
    return { kind: 'busy', because, pulls }
  }

  const observe = async (boot: E.Either<HostError, Boot>, intent: Intent | undefined): Promise<HostView> => {
    // Asked first, since a running verb would block the others without a word.
    const active = await activeAmong(host, [...UNIT_VERBS.map(unitOf), ...COMPETITORS])
    if (E.isLeft(active)) return afterError(active.left)
    const verb = UNIT_VERBS.find(known => active.right.includes(unitOf(known)))
    if (verb !== undefined) return running(verb)
    if (abilities === undefined) {
      const read = await readAbilities(host)
      if (E.isLeft(read)) return afterError(read.left)
      abilities = read.right
    }
    const failure = tooOld(abilities)
    if (failure !== undefined) return { kind: 'unreadable', failure }
    if (E.isLeft(boot)) return afterError(boot.left)
    const status = await readStatus(host)
    if (E.isLeft(status)) return afterError(status.left)
    silentMs = 0
    const signs = await readSigns(host, status.right, active.right)
    const way = wayDown(intent, boot.right, status.right.composefs)
    const finalizeFailure = way && (await readFinalizeFailure(host, way))
    return { kind: 'known', boot: boot.right, abilities, status: status.right, signs: { ...signs, finalizeFailure } }
  }

  return async intent => {
    const boot = await readBoot(host, now)
    const view = await observe(boot, intent)
    return view.kind === 'known' || E.isLeft(boot) ? view : { ...view, boot: boot.right }
  }
}
