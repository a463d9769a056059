import * as E from 'fp-ts/Either'
import type { Host } from '../../agent/ports'
import { type Machine, type MemoryImage, memoryHost } from '../../testbed/memory-host'

/** A bootc host in memory, as the agent's port sees it. What is in `/run`, and what is staged but locked, dies with a boot. */
export interface BenchHost {
  readonly host: Host
  readonly booted: () => MemoryImage
  readonly bootId: () => string
  /** What a reboot does to the disk; the caller takes the time it takes. */
  readonly reboot: () => void
}

export interface BenchHostOptions {
  readonly name: string
  /** `repository@digest`. */
  readonly image: string
  readonly stageMs: number
  /** A pull begins. */
  readonly pulls: () => void
  /** `systemctl reboot` was asked for. */
  readonly rebootAsked: () => void
}

const imageOf = (reference: string): MemoryImage => ({
  image: reference,
  digest: reference.slice(reference.indexOf('@') + 1),
})

export const benchHost = ({ name, image, stageMs, pulls, rebootAsked }: BenchHostOptions): BenchHost => {
  const files = new Map<string, string>()
  let booted = imageOf(image)
  let rollback: MemoryImage | undefined
  let staged: ReturnType<Machine['staged']>
  let boots = 0
  let changes = 0

  const bootId = (): string => `${name}-boot-${boots}`
  const stagedIs = (next: typeof staged): void => {
    staged = next
    changes += 1
  }

  const machine: Machine = {
    bootId,
    booted: () => booted,
    rollback: () => rollback,
    staged: () => staged,
    rollbackQueued: () => false,
    stage: async reference => {
      pulls()
      await new Promise(resolve => setTimeout(resolve, stageMs))
      stagedIs({ ...imageOf(reference), locked: true })
      return E.right('')
    },
    stopPull: () => undefined,
    setLocked: locked => stagedIs(staged && { ...staged, locked }),
    unstage: () => stagedIs(undefined),
    toggleRollback: () => undefined,
    mask: () => undefined,
    reboot: rebootAsked,
    stamp: () => String(changes),
  }

  return {
    host: memoryHost(machine, files),
    booted: () => booted,
    bootId,
    reboot: () => {
      if (staged?.locked === false) {
        rollback = booted
        booted = staged
      }
      stagedIs(undefined)
      boots += 1
      for (const path of [...files.keys()]) if (path.startsWith('/run/')) files.delete(path)
    },
  }
}
