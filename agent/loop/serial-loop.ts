/**
 * Runs turns one after the other, never two at once. A turn answers how long to rest, in milliseconds; `wake` cuts the
 * rest short, or adds a turn when one runs already. `failed` gets the error of a turn that threw, and answers the rest after it.
 */
export const runSerially = (
  turn: () => Promise<number>,
  failed: (error: unknown) => number,
): { readonly wake: () => void; readonly stop: () => void } => {
  let stopped = false
  let busy = false
  let again = false
  let timer: NodeJS.Timeout | undefined

  const run = async (): Promise<void> => {
    busy = true
    let rest = 0
    do {
      again = false
      rest = await turn().catch(failed)
    } while (again && !stopped)
    busy = false
    if (!stopped) timer = setTimeout(wake, rest)
  }
  const wake = (): void => {
    clearTimeout(timer)
    if (stopped) return
    if (busy) again = true
    else void run()
  }
  return {
    wake,
    stop: () => {
      stopped = true
      clearTimeout(timer)
    },
  }
}
