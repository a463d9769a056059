import * as E from 'fp-ts/Either'
import { ONE_GO, parseBounded, parseUnbounded } from './api/bounded-json'
import { extentOf, nextWithin, type Place } from './api/json-scan'
import { givingWay, nextTurn } from './giving-way'

/**
 * What Metacontroller posts is an object that holds objects by kind and by name: what opens within three brackets is its
 * frame, and what opens within these is a part.
 */
const FRAME_LEVELS = 3
/** Enough of what is before a part to find it by. */
const MOST_SHOWN = 60

interface Cuts {
  /** What is around the parts, each of which is replaced by a list of its number: no other list is as deep in it. */
  readonly frame: string
  readonly parts: ReadonlyArray<unknown>
}

const cut = async (bytes: Buffer, mostValues: number): Promise<E.Either<string, Cuts>> => {
  const giveWay = givingWay()
  const parts: unknown[] = []
  let frame = ''
  let around = 0
  let values = 0
  let place: Place = { at: 0, level: 0 }
  for (;;) {
    const { at, level } = nextWithin(bytes, FRAME_LEVELS, place, ONE_GO.bytes)
    frame += bytes.toString('utf8', place.at, at)
    if (at === bytes.length) return E.right({ frame, parts })
    around += at - place.at
    if (around >= ONE_GO.bytes) return E.left(`is longer than ${ONE_GO.bytes} bytes around its objects`)
    const extent = extentOf(bytes, at, ONE_GO)
    if (E.isLeft(extent)) return E.left(`${extent.left} behind ${JSON.stringify(frame.slice(-MOST_SHOWN))}`)
    values += extent.right.values
    if (values > mostValues) return E.left(`has more than ${mostValues} values`)
    const { end } = extent.right
    const part = parseUnbounded(bytes, at, end)
    if (E.isLeft(part)) return part
    frame += `[${parts.length}]`
    parts.push(part.right)
    place = { at: end, level }
    const pause = giveWay()
    if (pause !== undefined) await pause
  }
}

/** Puts the parts where their numbers stand. */
const fill = (frame: unknown, parts: ReadonlyArray<unknown>, level = 1): void => {
  if (typeof frame !== 'object' || frame === null) return
  const fields = frame as Record<string, unknown>
  for (const name of Object.keys(fields)) {
    const inner = fields[name]
    if (level < FRAME_LEVELS) fill(inner, parts, level + 1)
    else if (Array.isArray(inner)) fields[name] = parts[inner[0]]
  }
}

/**
 * What JSON.parse makes of a text (UTF-8) that is too long to be parsed in one go: a rollout of 5000 nodes posts 27 MB. Each
 * of its objects is parsed for itself, and others are answered in between, so that no text holds them up, whatever its
 * shape; all are to be kept in memory, so `mostValues` bounds them together. Left is a clause that completes "it …".
 */
export const parseInParts = async (bytes: Buffer, mostValues: number): Promise<E.Either<string, unknown>> => {
  const cuts = await cut(bytes, mostValues)
  if (E.isLeft(cuts)) return cuts
  await nextTurn()
  const frame = parseBounded(cuts.right.frame)
  if (E.isRight(frame)) fill(frame.right, cuts.right.parts)
  await nextTurn()
  return frame
}
