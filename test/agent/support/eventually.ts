import { setTimeout as sleep } from 'node:timers/promises'

/** Waits until `check` answers something, at most `seconds`; then fails with what was awaited and what `state` says. */
export const eventually = async <T>(
  awaited: string,
  check: () => T | undefined | false | Promise<T | undefined | false>,
  { seconds = 240, state = () => '' }: { readonly seconds?: number; readonly state?: () => string } = {},
): Promise<T> => {
  const deadline = Date.now() + seconds * 1000
  for (;;) {
    const answer = await check()
    if (answer !== undefined && answer !== false) return answer
    if (Date.now() > deadline) throw new Error(`waited ${seconds} s for ${awaited}: ${state()}`)
    await sleep(20)
  }
}
