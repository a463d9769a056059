import { writeFile } from 'node:fs/promises'
import type { Api } from '../cluster/api'
import { endOfText } from '../cluster/end-of-text'
import { commandError, EXIT } from '../exit'
import type { CommandPorts } from '../ports'
import type { ReadEnd } from './logs'

/** What a bundle is made with. */
export interface BundlePorts {
  readonly api: Api
  readonly readEnd: ReadEnd
  /** Of everything together, before it is compressed. */
  readonly mostBytes: number
  /** Writes a new file that its owner alone reads. Rejects with a CommandError. */
  readonly write: (file: string, content: Buffer) => Promise<void>
}

/** Bytes of all files; a tenth of it remains when it is compressed, which an issue tracker takes. */
const MOST_BYTES = 40_000_000
/** Bytes of each log; the end of it. */
const MOST_LOG = 1_000_000

const writeNew = async (file: string, content: Buffer): Promise<void> => {
  try {
    await writeFile(file, content, { flag: 'wx', mode: 0o600 })
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    const why = code === 'EEXIST' ? `${file} is there already: name another file with --file` : message
    throw commandError(EXIT.failed, why)
  }
}

export const bundlePorts = ({ api, config }: CommandPorts, timeoutMs: number): BundlePorts => ({
  api,
  readEnd: (path, query) => endOfText(config, { method: 'GET', path, query, timeoutMs }, MOST_LOG),
  mostBytes: MOST_BYTES,
  write: writeNew,
})
