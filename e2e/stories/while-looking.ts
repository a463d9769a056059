import { setTimeout as sleep } from 'node:timers/promises'

/** Calls `look` again and again, `everyMs` after each end of it, until `act` has ended; rejects when one of them does. */
export const whileLooking = async (
  act: () => Promise<void>,
  look: () => Promise<void>,
  everyMs: number,
): Promise<void> => {
  let wanted = true
  const watch = async (): Promise<void> => {
    while (wanted) {
      await look()
      await sleep(everyMs)
    }
  }
  const acted = act().finally(() => {
    wanted = false
  })
  await Promise.all([acted, watch()])
}
