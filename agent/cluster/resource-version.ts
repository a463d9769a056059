const NUMBER = /^[1-9]\d*$/

/**
 * Whether one resourceVersion of an object is from before another. They are comparable as decimal numbers of any length
 * (KEP-5504); what is not such a number is not older than anything.
 */
export const isOlder = (a: string, b: string): boolean => {
  if (!NUMBER.test(a) || !NUMBER.test(b)) return false
  return a.length === b.length ? a < b : a.length < b.length
}
