import type { HostFailure } from '../bootc/errors'

/** What the file system of the host answers when the agent's memory cannot be kept. */
const NOT_WRITABLE = new Set(['EROFS', 'EACCES', 'EPERM', 'ENOSPC', 'EDQUOT', 'EIO'])

/** An error that was thrown: of the host's files, as no command throws. */
export const unexpected = (error: unknown): HostFailure => {
  const message = error instanceof Error ? error.message : String(error)
  const code = (error as NodeJS.ErrnoException | undefined)?.code ?? ''
  if (!NOT_WRITABLE.has(code)) return { reason: 'CommandFailed', message, terminal: false }
  return { reason: 'StateNotWritable', message: `the agent cannot write on the host: ${message}`, terminal: false }
}
