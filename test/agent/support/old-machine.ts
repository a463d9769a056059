import type { Machine, MemoryImage } from '../../../testbed/memory-host'
import { BOOT, OLD, REPOSITORY } from './situations'

export const memoryImage = (digest: string): MemoryImage => ({ image: `${REPOSITORY}@${digest}`, digest })

/** A machine at rest that runs OLD, but for `changes`; it can do what they say, and nothing else. */
export const oldMachine = (changes: Partial<Machine>): Machine =>
  ({
    bootId: () => BOOT,
    booted: () => memoryImage(OLD),
    rollback: () => undefined,
    staged: () => undefined,
    rollbackQueued: () => false,
    ...changes,
  }) as Machine
