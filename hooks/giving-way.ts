/** How long one turn of the event loop may last before what takes long gives way to others, in milliseconds. */
const TURN_MS = 20

/** Ends a turn of the event loop: probes and other hooks are answered meanwhile. */
export const nextTurn = (): Promise<void> => new Promise(resolve => setImmediate(resolve))

/** For work of many small steps, to be asked between them: what to wait for once a turn has lasted long enough. */
export const givingWay = (): (() => Promise<void> | undefined) => {
  let began = performance.now()
  const nextOne = async (): Promise<void> => {
    await nextTurn()
    began = performance.now()
  }
  return () => (performance.now() - began < TURN_MS ? undefined : nextOne())
}
