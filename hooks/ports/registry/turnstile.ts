export type Leave = () => void

/** Lets some in at a time for each name; the others wait in their order. */
export interface Turnstile {
  /**
   * Undefined when the signal ends, or when nobody of that name left for a while: those inside hang, and who waits for
   * them would hang as well.
   */
  readonly enter: (name: string, signal: AbortSignal) => Promise<Leave | undefined>
}

type Waiter = (leave: Leave | undefined) => void

interface Room {
  inside: number
  readonly waiting: Set<Waiter>
  patience: NodeJS.Timeout | undefined
}

const sendAway = (room: Room): void => {
  room.patience = undefined
  for (const waiter of [...room.waiting]) waiter(undefined)
}

/** `places` for each name; `patienceMs` is how long nobody may leave before those who wait are sent away. */
export const turnstile = (places: number, patienceMs: number): Turnstile => {
  const rooms = new Map<string, Room>()

  const wait = (room: Room, signal: AbortSignal): Promise<Leave | undefined> =>
    new Promise(resolve => {
      const waiter: Waiter = leave => {
        room.waiting.delete(waiter)
        signal.removeEventListener('abort', giveUp)
        resolve(leave)
      }
      const giveUp = (): void => waiter(undefined)
      signal.addEventListener('abort', giveUp)
      room.waiting.add(waiter)
      room.patience ??= setTimeout(sendAway, patienceMs, room)
    })

  const leave = (name: string, room: Room): void => {
    room.inside -= 1
    clearTimeout(room.patience)
    room.patience = undefined
    const [next] = room.waiting
    if (next !== undefined) next(admit(name, room))
    if (room.waiting.size > 0) room.patience = setTimeout(sendAway, patienceMs, room)
    if (room.inside === 0) rooms.delete(name)
  }

  const admit = (name: string, room: Room): Leave => {
    room.inside += 1
    return () => leave(name, room)
  }

  return {
    enter: async (name, signal) => {
      const room = rooms.get(name) ?? { inside: 0, waiting: new Set<Waiter>(), patience: undefined }
      rooms.set(name, room)
      return room.inside < places ? admit(name, room) : wait(room, signal)
    },
  }
}
