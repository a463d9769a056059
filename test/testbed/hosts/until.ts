import { waitFor } from '../../../testbed/control-plane/wait-for'

/** Checks every 25 ms until it is so; fails after `seconds`. */
export const until = async (what: string, look: () => boolean | Promise<boolean>, seconds = 240): Promise<void> => {
  await waitFor({ what, seconds, everyMs: 25, look: async () => ((await look()) ? true : undefined) })
}
