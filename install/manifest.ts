import { readFileSync } from 'node:fs'
import { referenceOf } from './image-reference'
import { type ImageName, sourcesOf } from './kustomization'

const HEADER = `# Installs the bootc operator: kubectl apply --server-side --field-manager=bootc-operator -f install.yaml
# Made by \`npm run manifests\` from the files in manifests/; change those, not this one. It does nothing to any node until
# a BootcNodePool exists. The pod registers its Metacontroller controllers itself.
`

/** Replaces the short names that containers have in the sources, each in its own line. */
const withImages = (text: string, images: ReadonlyArray<ImageName>): string =>
  images.reduce(
    (named, image) => named.replace(new RegExp(`^( +image: )${image.name}$`, 'gm'), `$1${referenceOf(image)}`),
    text,
  )

/** The images that an install manifest names: those of the kustomization, unless others are given by the same name. */
export const chosenImages = (folder: string, otherImages: ReadonlyArray<ImageName> = []): ReadonlyArray<ImageName> =>
  sourcesOf(folder).images.map(image => otherImages.find(({ name }) => name === image.name) ?? image)

/** The text of install.yaml: every file that the kustomization of `folder` lists, in its order, comments included. */
export const installManifest = (folder: string, otherImages: ReadonlyArray<ImageName> = []): string => {
  const { files } = sourcesOf(folder)
  const texts = files.map(file => readFileSync(file, 'utf8').trim())
  return withImages(`${[HEADER.trim(), ...texts].join('\n---\n')}\n`, chosenImages(folder, otherImages))
}
