/** What was started, to be stopped in the opposite order. */
export type Stops = Array<() => Promise<void>>

/** Stops everything, whatever fails on the way; rejects with the first failure then. */
export const stopAll = async (stops: Stops): Promise<void> => {
  const failures: unknown[] = []
  for (const stop of stops.splice(0).reverse()) await stop().catch((error: unknown) => failures.push(error))
  if (failures.length > 0) throw failures[0]
}
