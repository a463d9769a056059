/** How much structure a JSON text may have: how deeply arrays and objects nest, and how many values there are in all. */
export interface JsonBounds {
  readonly depth: number
  /** Items, fields and the empty lists and objects among them, roughly: every bracket that opens and every comma. */
  readonly values: number
}

const QUOTE = 0x22
const BACKSLASH = 0x5c
const COMMA = 0x2c
const isOpening = (byte: number): boolean => byte === 0x5b || byte === 0x7b
const isClosing = (byte: number): boolean => byte === 0x5d || byte === 0x7d

/** Where the string ends that begins at `from`; the length of the text when it never does. */
const endOfString = (bytes: Uint8Array, from: number): number => {
  const { length } = bytes
  let at = from + 1
  while (at < length && bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1
  return at
}

/**
 * Why a JSON text (UTF-8) is not worth parsing, as a clause that completes "it …"; undefined when it is within bounds.
 * To be asked before JSON.parse of what others send: 10 MB of `[[[…` hold the event loop up for seconds there, and
 * everything that walks the result by recursion ends in a stack overflow. One pass over the bytes, about 2 ns each; whether
 * it is JSON at all is left to the parser.
 */
export const jsonExcess = (bytes: Uint8Array, { depth, values }: JsonBounds): string | undefined => {
  const { length } = bytes
  let level = 0
  let count = 0
  for (let at = 0; at < length; at++) {
    const byte = bytes[at] as number
    if (byte === QUOTE) at = endOfString(bytes, at)
    else if (isOpening(byte)) {
      level += 1
      count += 1
      if (level > depth) return `nests deeper than ${depth} levels`
    } else if (isClosing(byte)) level -= 1
    else if (byte === COMMA) count += 1
    if (count > values) return `has more than ${values} values`
  }
  return undefined
}
