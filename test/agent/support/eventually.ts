import { waitFor } from '../../../testbed/control-plane/wait-for'

/** Waits until `check` answers something, at most `seconds`; then fails with what was awaited and what `state` says. */
export const eventually = async <T>(
  awaited: string,
  check: () => T | undefined | false | Promise<T | undefined | false>,
  { seconds = 240, state }: { readonly seconds?: number; readonly state?: () => string } = {},
): Promise<T> => {
  const look = async (): Promise<T | undefined> => {
    const answer = await check()
    return answer === false ? undefined : answer
  }
  return waitFor({ what: awaited, seconds, everyMs: 20, look, state })
}
