import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Entry, file } from '../oci/entry'

/** A bundle in the image's folder /app. */
export const bundleFile = (bundles: string, name: string): Entry => {
  const path = join(bundles, name)
  if (!existsSync(path)) throw new Error(`${path} is missing: run npm run build before`)
  return file(`app/${name}`, readFileSync(path))
}
