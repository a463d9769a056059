/** The value at the end of a series, as `shownSeries` writes it. */
const VALUE = /\} [^\s,]+(?=,| and |$)/g

const withoutValues = (message: string): string => message.replace(VALUE, '}')

/** Values alone change nothing: they differ with each answer, and each new text would be a write. Those that closed the gate stay. */
export const gateMessage = (before: string | undefined, now: string): string =>
  before !== undefined && withoutValues(before) === withoutValues(now) ? before : now
