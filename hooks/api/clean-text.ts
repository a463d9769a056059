/**
 * The longest text that is taken from a node, a registry or an annotation, in characters: what is longer is of no use.
 * The CRDs refuse more.
 */
export const LONGEST_TEXT = 1024

/** What a terminal obeys as a whole: control sequences with their parameters, titles with their text (ECMA-48 §5.4 and §5.6). */
const SEQUENCES =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out.
  /(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]|(?:\u001b[\]PX^_]|[\u0090\u0098\u009d-\u009f])[^\u0007\u001b\u009c]*(?:\u0007|\u001b\\|\u009c)?/g
/** Characters that begin another line, or move on in it. */
const BREAKS = /[\t-\r\u0085\p{Zl}\p{Zp}]+/gu
/**
 * Everything else that is no character to see: C0 and C1 controls, what turns the direction of writing or has no width
 * (Unicode's Cf and Default_Ignorable_Code_Point), and halves of characters.
 */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{DI}]/gu
/** One of all these. */
const UNCLEAN = /[\p{Cc}\p{Cf}\p{Cs}\p{DI}\p{Zl}\p{Zp}]/u

/** Nearly every text, and quicker to see. */
const PLAIN = /^[ -~]*$/

/** What can be seen of a text, on one line. */
export const visible = (text: string): string => text.replace(SEQUENCES, '').replace(BREAKS, ' ').replace(INVISIBLE, '')

/** Longest texts that our CRDs take of each sort, in characters; test/manifests/sizes.test.ts compares them. */
export const MOST = {
  /** Our own sentences for people, in pools and rollouts, which have the texts of others in them. */
  sentence: 32_768,
  /** Keys of attempts. */
  attempt: 512,
  /** Uids, boot ids, ids of marks. */
  id: 128,
  architecture: 64,
  pool: 63,
  /** Versions in columns and sentences: a line of `kubectl get` has 140 characters. */
  shownVersion: 20,
} as const

/** Half of a character of two units. */
const PAIR = /[\ud800-\udfff]/

/** The text, and an ellipsis where it is longer. */
export const cut = (text: string, longest: number): string => {
  if (text.length <= longest) return text
  if (!PAIR.test(text)) return `${text.slice(0, longest - 3)}...`
  // A character is one unit or two, so that twice as many units hold all that is kept, however long the text is.
  const isLonger = text.length > 2 * longest
  const characters = [...(isLonger ? text.slice(0, 2 * longest) : text)]
  return characters.length <= longest && !isLonger ? text : `${characters.slice(0, longest - 3).join('')}...`
}

/**
 * A foreign text as one line that shows what it is: no control characters, no colours, nothing that hides or
 * turns around what stands beside it. At most `longest` characters. The same text, when it is clean.
 */
export const cleanText = (text: string, longest: number = LONGEST_TEXT): string =>
  cut(!PLAIN.test(text) && UNCLEAN.test(text) ? visible(text).trim() : text, longest)

/** As a quotation within the operator's own sentence, so that it cannot pass for the rest of it. */
export const quoted = (text: string): string => `"${cleanText(text).replace(/["“”„‟]/g, "'")}"`

/** A reason for programs: one word of letters, whatever stood there. */
export const asWord = (text: string): string => (/^[A-Za-z]{1,64}$/.test(text) ? text : 'Unknown')

/** Every text in a value of plain JSON, cleaned; the keys stay. The same value, when all are clean. */
export const cleanTexts = <T>(value: T, longest: number = LONGEST_TEXT): T => {
  const cleaned: unknown = cleanedIn(value, longest)
  return cleaned as T
}

const cleanedIn = (value: unknown, longest: number): unknown => {
  if (typeof value === 'string') return cleanText(value, longest)
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) {
    const items = value.map(item => cleanedIn(item, longest))
    return items.every((item, i) => item === value[i]) ? value : items
  }
  const entries = Object.entries(value)
  const cleaned = entries.map(([key, part]): readonly [string, unknown] => [key, cleanedIn(part, longest)])
  return cleaned.every(([, part], i) => part === entries[i]?.[1]) ? value : Object.fromEntries(cleaned)
}
