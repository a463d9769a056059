import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ImageContents } from './assemble-image'
import { completeEntries } from './complete-entries'
import type { Entry } from './entry'

const write = async (path: string, entry: Entry): Promise<void> => {
  if (entry.kind === 'symlink') return symlink(entry.target, path)
  if (entry.kind === 'directory') await mkdir(path, { recursive: true })
  else await writeFile(path, entry.content)
  // Not left to mkdir and writeFile, which the umask cuts.
  await chmod(path, entry.mode)
}

/** Writes what a container of the image would see into a folder, which must be empty or new. */
export const writeRootfs = async (folder: string, { layers }: Pick<ImageContents, 'layers'>): Promise<void> => {
  await mkdir(folder, { recursive: true })
  for (const layer of layers) {
    for (const entry of completeEntries(layer)) await write(join(folder, entry.path), entry)
  }
}
