import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { aptGetOrUpdate } from './apt-get'

/** Fetches a Debian package into a folder and answers with the path of its file. Rejects with what apt-get said. */
export const downloadPackage = async (name: string, folder: string): Promise<string> => {
  const problem = await aptGetOrUpdate(['download', name], folder)
  const file = readdirSync(folder).find(found => found.endsWith('.deb'))
  if (problem !== undefined || file === undefined) throw new Error(`apt-get said: ${problem ?? 'nothing'}`)
  return join(folder, file)
}
