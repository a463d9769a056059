/** The value at the end of a series, as `shownSeries` writes it. */
const VALUE = /\} [^\s,]+(?=,| and |$)/g

const withoutValues = (message: string): string => message.replace(VALUE, '}')

/** Keeps the values that closed the gate while they alone change: they differ with each answer, and each new text is a write. */
export const gateMessage = (before: string | undefined, now: string): string =>
  before !== undefined && withoutValues(before) === withoutValues(now) ? before : now
