import * as E from 'fp-ts/Either'
import { type Trouble, troubleOf } from '../bootc/errors'
import { readStatus, switchTo, unstage } from '../bootc/verbs'
import { failed } from '../decide/settle'
import { notePulledImage } from '../host/pulled-image'
import { stopUnit } from '../host/systemd-run'
import type { Memory } from '../memory'
import { sameContentIn } from '../observe/same-content'
import type { Action, Workable } from '../observe/situation'
import type { Hands, Result } from './hands'

type Stage = Extract<Action, { readonly do: 'stage' }>

/** Calls `stalled` when `heard` is not called for so long, in milliseconds, once. */
const watchdog = (ms: number, stalled: () => void): { readonly heard: () => void; readonly stop: () => void } => {
  // It alone must not keep the process alive.
  const start = (): NodeJS.Timeout => setTimeout(stalled, ms).unref()
  let timer = start()
  return {
    heard: () => {
      clearTimeout(timer)
      timer = start()
    },
    stop: () => clearTimeout(timer),
  }
}

/** Pulls and stages; a pull that stalls is ended. Without progress nothing tells a stalled pull from a slow one. */
const pull = async (
  hands: Hands,
  { image, locked, enforced }: Stage,
  canTell: boolean,
): Promise<Trouble | undefined> => {
  const { host, stallMs } = hands
  await notePulledImage(host, image, enforced === true)
  if (!canTell) {
    const result = await switchTo(host, { image, locked, enforced, progress: undefined })
    return E.isLeft(result) ? troubleOf(result.left) : undefined
  }
  let isStalled = false
  const silence = watchdog(stallMs, () => {
    isStalled = true
    void stopUnit(host, 'switch')
  })
  const progress = (line: string): void => {
    silence.heard()
    hands.progress(line)
  }
  const result = await switchTo(host, { image, locked, enforced, progress })
  silence.stop()
  if (E.isRight(result)) return undefined
  if (!isStalled) return troubleOf(result.left)
  const message = `the pull of ${image} made no progress for ${Math.round(stallMs / 1000)} s, and is begun anew`
  return { reason: 'PullStalled', message, terminal: false }
}

/** bootc would take it for complete, and not pull the rest on a second switch (bootc-contract.md §7). */
const unstageIncomplete = async ({ host }: Hands): Promise<void> => {
  const status = await readStatus(host)
  if (E.isRight(status) && status.right.staged !== undefined) await unstage(host, status.right.staged)
}

/** The deployment that has the wanted content already is the wanted image from now on. */
const knownAs = async ({ host }: Hands, { memory, order }: Workable, said: string): Promise<Memory | undefined> => {
  const status = await readStatus(host)
  return E.isLeft(status) ? undefined : sameContentIn(memory, status.right, { digest: order.digest, said })
}

/** What this error leaves in the memory; undefined: nothing. A terminal one is remembered: this attempt is over. */
const learned = async (hands: Hands, situation: Workable, trouble: Trouble): Promise<Memory | undefined> => {
  const { memory, host } = situation
  const { reason, message, terminal } = trouble
  if (reason === 'LayerCorrupted') return host.status.composefs ? undefined : { ...memory, unclean: true }
  const isSame = reason === 'SameContent'
  const known = isSame ? await knownAs(hands, situation, message) : undefined
  if (known !== undefined) return known
  return terminal || isSame ? failed(memory, reason, message, hands.now()) : undefined
}

/** Pulls and stages the image. */
export const stage = async (hands: Hands, situation: Workable, action: Stage): Promise<Result> => {
  const { memory, host } = situation
  const trouble = await pull(hands, action, host.abilities.progress)
  if (trouble === undefined) return { memory }
  if (trouble.reason === 'BoundImagesMissing') await unstageIncomplete(hands)
  const after = await learned(hands, situation, trouble)
  if (after === undefined) return { memory, trouble }
  await hands.remember(after)
  return trouble.reason === 'LayerCorrupted' ? { memory: after, trouble } : { memory: after }
}
