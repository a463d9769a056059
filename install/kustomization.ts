import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'

/** An image by the short name that manifests call it, as Kustomize's `images` have it. */
export interface ImageName {
  readonly name: string
  readonly newName: string
  readonly newTag?: string
  readonly digest?: string
}

/** What we use of a kustomization: it lists files and folders, and names images. */
interface Kustomization {
  readonly resources: ReadonlyArray<string>
  readonly images?: ReadonlyArray<ImageName>
}

/** Everything that a kustomization leads to: paths of YAML files, in order, and the images of all its parts. */
export interface Sources {
  readonly files: ReadonlyArray<string>
  readonly images: ReadonlyArray<ImageName>
}

/** Kustomize takes either name; ours without an ending are passed over by `kubectl apply -f` of their folder. */
const FILE_NAMES = ['Kustomization', 'kustomization.yaml']

const kustomizationIn = (folder: string): Kustomization | undefined => {
  const file = FILE_NAMES.map(name => join(folder, name)).find(path => existsSync(path))
  return file === undefined ? undefined : (parse(readFileSync(file, 'utf8')) as Kustomization)
}

/** Follows a kustomization as `kubectl kustomize` does. Throws when a listed file or folder is not there. */
export const sourcesOf = (folder: string): Sources => {
  const kustomization = kustomizationIn(folder)
  if (kustomization === undefined) throw new Error(`${folder} has no kustomization.yaml`)
  const parts = kustomization.resources.map((resource): Sources => {
    const path = join(folder, resource)
    if (!existsSync(path)) throw new Error(`${path} is listed in the kustomization of ${folder}, but does not exist`)
    return path.endsWith('.yaml') ? { files: [path], images: [] } : sourcesOf(path)
  })
  return {
    files: parts.flatMap(({ files }) => files),
    images: [...parts.flatMap(({ images }) => images), ...(kustomization.images ?? [])],
  }
}
