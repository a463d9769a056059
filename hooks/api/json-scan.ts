import * as E from 'fp-ts/Either'

/** How much a JSON text may be: its bytes, how deeply arrays and objects nest, and how many values there are in all. */
export interface JsonBounds {
  readonly bytes: number
  readonly depth: number
  /** Items, fields and the empty lists and objects among them, roughly: every bracket that opens and every comma. */
  readonly values: number
}

const QUOTE = 0x22
const BACKSLASH = 0x5c
const COMMA = 0x2c
const isOpening = (byte: number): boolean => byte === 0x5b || byte === 0x7b
const isClosing = (byte: number): boolean => byte === 0x5d || byte === 0x7d

/** Where the string ends that begins at `from`; `until`, or behind it, when it does not end before. */
const endOfString = (bytes: Uint8Array, from: number, until: number): number => {
  let at = from + 1
  while (at < until && bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1
  return at
}

export interface Extent {
  /** The index behind it. */
  readonly end: number
  readonly values: number
}

/**
 * The value that begins at `from`, or what there is of it. Left is a clause that completes "it …" when it is out of bounds.
 * One pass over the bytes, about 2 ns each; whether it is JSON at all is left to the parser.
 */
export const extentOf = (
  bytes: Uint8Array,
  from: number,
  { bytes: longest, depth, values }: JsonBounds,
): E.Either<string, Extent> => {
  const until = Math.min(bytes.length, from + longest)
  let level = 0
  let count = 0
  for (let at = from; at < until; at++) {
    const byte = bytes[at] as number
    if (byte === QUOTE) at = endOfString(bytes, at, until)
    else if (isOpening(byte)) {
      level += 1
      count += 1
      if (level > depth) return E.left(`nests deeper than ${depth} levels`)
    } else if (isClosing(byte)) {
      level -= 1
      if (level === 0) return E.right({ end: at + 1, values: count })
    } else if (byte === COMMA) count += 1
    if (count > values) return E.left(`has more than ${values} values`)
  }
  return until < bytes.length
    ? E.left(`is longer than ${longest} bytes`)
    : E.right({ end: bytes.length, values: count })
}

/** A place in a text, between two values. */
export interface Place {
  readonly at: number
  /** How many brackets are open there. */
  readonly level: number
}

/** The next list or object that opens within `levels` brackets; else the end of the text, or of the `longest` bytes from here. */
export const nextWithin = (
  bytes: Uint8Array,
  levels: number,
  { at: from, level: open }: Place,
  longest: number,
): Place => {
  const until = Math.min(bytes.length, from + longest)
  let level = open
  let at = from
  for (; at < until; at++) {
    const byte = bytes[at] as number
    if (byte === QUOTE) at = endOfString(bytes, at, until)
    else if (isClosing(byte)) level -= 1
    else if (isOpening(byte)) {
      if (level === levels) break
      level += 1
    }
  }
  return { at: Math.min(at, until), level }
}
