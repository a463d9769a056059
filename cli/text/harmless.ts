import { visible } from '../../hooks/api/clean-text'

/** The colours that we paint in. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: a colour is one.
const OURS = /(\u001b\[(?:0|1|2|31|32|33)m)/

/**
 * A line in no colours but ours, without anything else that a terminal would obey, or hide, instead of showing it. What
 * others wrote was cleaned when it was read (cluster/api.ts), so colours in it end there; this is for all that comes
 * another way, such as the words of an API server.
 */
export const harmless = (line: string): string =>
  line
    .split(OURS)
    .map((part, i) => (i % 2 === 1 ? part : visible(part)))
    .join('')
