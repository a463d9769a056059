import assert from 'node:assert/strict'

/** As long as nobody else may wait, in milliseconds of CPU: what others on the machine do takes none of it. */
const MOST_MS = 200
const TRIES = 3

const cpu = (): number => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

/** CPU of the longest turn of the event loop, in milliseconds, while a task runs, with the turns that it begins and ends in. */
export const longestTurn = async (task: () => unknown): Promise<number> => {
  let longest = 0
  let isOver = false
  let last = cpu()
  const look = (): void => {
    const now = cpu()
    longest = Math.max(longest, now - last)
    last = now
  }
  const tick = (): void => {
    look()
    if (!isOver) setImmediate(tick)
  }
  setImmediate(tick)
  await task()
  look()
  isOver = true
  return longest
}

/** Memory is collected now and then in other turns than it was used in: a text that holds others up does so each time. */
export const holdsNobodyUp = async (what: string, task: () => unknown): Promise<void> => {
  const turns: number[] = []
  while (turns.length < TRIES && (turns.at(-1) ?? MOST_MS) >= MOST_MS) turns.push(await longestTurn(task))
  assert.ok((turns.at(-1) ?? MOST_MS) < MOST_MS, `${what}: ${turns.map(Math.round).join(', ')} ms of CPU in one turn`)
}
