import type { Host } from '../ports'

/** Links to Quadlet files of the image that runs (docs/src/logically-bound-images.md of bootc). */
const FOLDER = '/usr/lib/bootc/bound-images.d'
/** What containers-storage keeps of the images that bootc pulled for it. */
const STORE = '/usr/lib/bootc/storage/overlay-images/images.json'
/** So many files are read, and so many characters of a name are kept. */
const [MOST_FILES, MOST_NAME] = [50, 255]

/** The one key that bootc reads of such a file. */
const imageIn = (quadlet: string | undefined): string | undefined =>
  /^[ \t]*Image[ \t]*=[ \t]*(\S+)/m.exec(quadlet ?? '')?.[1]?.slice(0, MOST_NAME)

/**
 * The bound images of what runs that bootc has not got, sorted. On composefs it stages an image without those that it is
 * bound to, and exits 0 (recorded step 443).
 */
export const missingBoundImages = async (host: Host): Promise<ReadonlyArray<string>> => {
  const names = await host.list(FOLDER)
  const files = await Promise.all(names.slice(0, MOST_FILES).map(name => host.read(`${FOLDER}/${name}`)))
  const bound = files.flatMap(file => imageIn(file) ?? [])
  if (bound.length === 0) return []
  const store = (await host.read(STORE)) ?? ''
  return [...new Set(bound)].filter(image => !store.includes(JSON.stringify(image))).sort()
}
