/** How a server asks for a log-in (RFC 9110 11.6.1). */
export interface Challenge {
  /** In lower case. */
  readonly scheme: string
  /** By name in lower case; of a name that comes twice, the first. */
  readonly parameters: ReadonlyMap<string, string>
}

const TOKEN = /[!#$%&'*+.^_`|~0-9A-Za-z-]+/y
const QUOTED = /"((?:[^"\\]|\\.)*)"/y
/** Some servers leave addresses unquoted, which are no tokens. */
const BARE = /[^\s",]+/y
/** What some schemes have in place of parameters, such as `Negotiate YII==`; nothing of it is needed. */
const TOKEN68 = /[ \t]+[A-Za-z0-9._~+/-]+=*(?=[ \t]*(?:,|$))/y
const EQUALS = /[ \t]*=[ \t]*/y
const BETWEEN = /[ \t,]+/y

/**
 * Reads a WWW-Authenticate header, of one challenge or several, whatever their order, their case and the blanks between;
 * several headers are to be joined by commas. What cannot be read ends it.
 */
export const parseChallenges = (header: string): ReadonlyArray<Challenge> => {
  const challenges: Array<{ scheme: string; parameters: Map<string, string> }> = []
  let at = 0
  const take = (pattern: RegExp): RegExpExecArray | undefined => {
    pattern.lastIndex = at
    const match = pattern.exec(header) ?? undefined
    if (match !== undefined) at = pattern.lastIndex
    return match
  }
  const value = (): string | undefined => {
    const quoted = take(QUOTED)
    return quoted === undefined ? take(BARE)?.[0] : (quoted[1] ?? '').replace(/\\(.)/g, '$1')
  }
  while (at < header.length) {
    take(BETWEEN)
    const word = take(TOKEN)?.[0].toLowerCase()
    if (word === undefined) break
    const parameters = challenges.at(-1)?.parameters
    if (take(EQUALS) === undefined) {
      challenges.push({ scheme: word, parameters: new Map() })
      take(TOKEN68)
    } else {
      const text = value()
      if (text !== undefined && parameters?.has(word) === false) parameters.set(word, text)
    }
  }
  return challenges
}
