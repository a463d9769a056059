/** Colours of ours, or else anything that a terminal would obey, or hide, instead of showing it. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out.
const CONTROL = /(\u001b\[(?:0|1|2|31|32|33)m)|[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g

/**
 * A line without control characters. Much of what is shown was written by agents, and the root of one node must not
 * write to the terminal of an admin: move the cursor, say, or retitle the window.
 */
export const harmless = (line: string): string => line.replace(CONTROL, (_, colour: string | undefined) => colour ?? '')
