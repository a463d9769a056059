/** What a promise gives within so many milliseconds, else undefined; it goes on without the caller. */
export const within = async <T>(promise: Promise<T>, ms: number): Promise<T | undefined> => {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<undefined>(resolve => {
    timer = setTimeout(resolve, Math.max(0, ms), undefined)
  })
  return Promise.race([promise, late]).finally(() => clearTimeout(timer))
}
