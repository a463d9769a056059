import * as E from 'fp-ts/Either'
import * as t from 'io-ts'
import { Attempt } from '../hooks/api/bootc-node-update'
import { decodeJson } from '../hooks/api/decode-json'
import type { Host } from './ports'

/** A reboot that was ordered, kept on disk from before it is reported until another boot has been classified. */
export const Intent = t.intersection(
  [
    t.type({
      attempt: t.string,
      /** As the order names it: of the index, where the order pins an index. */
      digest: t.string,
      how: t.keyof({ staged: null, rollback: null }),
      fromBoot: t.string,
      /** How often systemd has been asked, and when it may be asked again (milliseconds since 1970). */
      tries: t.number,
      nextTryAt: t.number,
    }),
    /** `failed`: it was tried, or could not be prepared, so that the same order may have one full reboot instead. */
    t.partial({
      soft: t.keyof({ asked: null, failed: null }),
      /** The boot that systemd was asked in: another one than `fromBoot` after a soft reboot that failed. */
      askedIn: t.string,
      /** When systemd was asked last (milliseconds since 1970). */
      askedAt: t.number,
    }),
  ],
  'Intent',
)
export interface Intent extends t.TypeOf<typeof Intent> {}

/** What the agent must not forget over a reboot. */
export const Memory = t.partial(
  {
    attempt: Attempt,
    /** How bootc kept this host when the attempt began: of a host that was installed anew otherwise nothing is known. */
    backend: t.keyof({ Ostree: null, Composefs: null }),
    intent: Intent,
    /** Reboots of this attempt after which the staged image was simply gone. */
    losses: t.number,
    /** Digests that were ordered last, newest first: what is staged of these is no stranger's. */
    ordered: t.readonlyArray(t.string),
    /** Images that were pulled with bootc's signature enforcement, newest first. */
    verified: t.readonlyArray(t.string),
    /** Units that were masked, and are given back when the order is gone. */
    masked: t.readonlyArray(t.string),
    /** A layer failed its digest check, and is in ostree's store until that is cleaned: nothing is pulled before. */
    unclean: t.literal(true),
    /** The boot in which a pull into ostree's store began that has not been seen to end. */
    pulling: t.string,
    /** Digests that bootc found to be the content of a deployment that composefs has under another name, newest first. */
    same: t.readonlyArray(t.type({ digest: t.string, verity: t.string })),
    /** The boot in which a queued rollback was undone: once per boot; one that is queued again is meant. */
    toggledIn: t.string,
    /** The attempt whose image was staged over changed kernel arguments: bootc drops them (recorded step 320). */
    lostArguments: t.string,
    /** How often an unlocked image was unstaged in this boot, to be staged locked again. */
    relocked: t.type({ boot: t.string, times: t.number }),
  },
  'Memory',
)
export interface Memory extends t.TypeOf<typeof Memory> {}

/** How long a reboot may take to happen before it is asked for again, at most, in milliseconds. */
export const LONGEST_TRY_MS = 600_000

/** Whether systemd was asked to reboot and has its time still; a clock that jumped back does not make it longer. */
export const isAsked = ({ intent }: Memory, now: Date): boolean => {
  const left = (intent?.nextTryAt ?? 0) - now.getTime()
  return intent !== undefined && intent.tries > 0 && left > 0 && left <= LONGEST_TRY_MS
}

const fileIn = (stateDir: string): string => `${stateDir}/agent.json`

/** Left says why the file cannot be used; the agent then starts without a memory, as on a new host. */
export const loadMemory = async (host: Host, stateDir: string): Promise<E.Either<ReadonlyArray<string>, Memory>> => {
  try {
    const text = await host.read(fileIn(stateDir))
    const decoded = decodeJson(Memory)(text ?? '{}')
    return E.isRight(decoded) ? decoded : E.left(decoded.left.map(line => `${fileIn(stateDir)}: ${line}`))
  } catch (error) {
    return E.left([`${fileIn(stateDir)}: ${String(error)}`])
  }
}

export const saveMemory = (host: Host, stateDir: string, memory: Memory): Promise<void> =>
  host.write(fileIn(stateDir), JSON.stringify(memory))
