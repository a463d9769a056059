export interface Polled {
  readonly hasChanged: () => Promise<boolean>
  /** Not asked meanwhile. */
  readonly rests: () => boolean
  /** Called when it has. */
  readonly wake: () => void
  readonly everyMs: number
}

/** Asks again and again whether something changed, never while an answer is awaited: questions would pile up on a slow host. */
export const poll = ({ hasChanged, rests, wake, everyMs }: Polled): NodeJS.Timeout => {
  let isAwaited = false
  return setInterval(() => {
    if (isAwaited || rests()) return
    isAwaited = true
    hasChanged()
      .then(
        changed => changed && wake(),
        () => undefined,
      )
      .finally(() => {
        isAwaited = false
      })
  }, everyMs)
}
