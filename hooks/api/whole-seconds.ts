/** A time as metav1.Time has it: in whole seconds, cut; a text must be in UTC already. */
export const wholeSeconds = (at: Date | number | string): string =>
  (typeof at === 'string' ? at : new Date(at).toISOString()).replace(/\.\d+Z$/, 'Z')
