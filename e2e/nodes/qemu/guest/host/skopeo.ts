import { createHash } from 'node:crypto'
import { authFile } from '../../../../../testbed/hosts/bootc/fetch-manifest'
import type { HostLayout } from '../../../../../testbed/hosts/layout'
import { command } from './command'

export interface Manifest {
  readonly digest: string
  readonly layers: ReadonlyArray<{ readonly digest: string; readonly size: number }>
}

interface RawManifest {
  readonly layers?: Manifest['layers']
  readonly manifests?: ReadonlyArray<{
    readonly digest: string
    readonly platform?: { readonly architecture?: string }
  }>
}

export interface ImageConfig {
  readonly architecture: string
  readonly created: string
  readonly labels: Readonly<Record<string, string>>
}

/** Whom this machine trusts is not what is tested. */
const skopeo = (layout: HostLayout, verb: string, ...args: ReadonlyArray<string>): Buffer => {
  const file = authFile(layout)
  return command('skopeo', '--insecure-policy', verb, ...(file === undefined ? [] : [`--authfile=${file}`]), ...args)
}

/** The words of skopeo without its own frame: `time=… level=fatal msg="Error …: CAUSE"`. */
export const causeOf = (said: string): string => {
  const message = /msg="(.*)"\s*$/.exec(said)?.[1]?.replaceAll('\\"', '"') ?? said
  return message
    .replace(/^Error (parsing|reading|determining)[^:]*: /, '')
    .replace(/^(Error )?[^:]*"docker:\/\/[^"]*": /, '')
}

export type Found =
  | { readonly kind: 'image'; readonly manifest: Manifest }
  /** Of the image for this architecture, if there is one. */
  | { readonly kind: 'index'; readonly digest: string | undefined }

/** What the bytes of a manifest say. */
export const manifestIn = (raw: Buffer, architecture: string): Found => {
  const { layers, manifests } = JSON.parse(raw.toString()) as RawManifest
  if (layers !== undefined) {
    const digest = `sha256:${createHash('sha256').update(raw).digest('hex')}`
    return { kind: 'image', manifest: { digest, layers } }
  }
  const ours = manifests?.find(({ platform }) => platform?.architecture === architecture)
  return { kind: 'index', digest: ours?.digest }
}

/** The manifest for this architecture; undefined when an index has none. */
export const readManifest = (
  layout: HostLayout,
  { name, repository }: { readonly name: string; readonly repository: string },
  architecture: string,
): Manifest | undefined => {
  const found = manifestIn(skopeo(layout, 'inspect', '--raw', `docker://${name}`), architecture)
  if (found.kind === 'image') return found.manifest
  if (found.digest === undefined) return undefined
  return readManifest(layout, { name: `${repository}@${found.digest}`, repository }, architecture)
}

export const readConfig = (layout: HostLayout, name: string): ImageConfig => {
  const { architecture, created, config } = JSON.parse(
    skopeo(layout, 'inspect', '--config', '--raw', `docker://${name}`).toString(),
  ) as { architecture: string; created?: string; config?: { Labels?: Record<string, string> } }
  return { architecture, created: created ?? '', labels: config?.Labels ?? {} }
}

/** Copies an image into an OCI layout, whose blobs are kept in a folder of their own. */
export const copyImage = (layout: HostLayout, name: string, to: { folder: string; blobs: string }): void => {
  skopeo(layout, 'copy', '--quiet', `--dest-shared-blob-dir=${to.blobs}`, `docker://${name}`, `oci:${to.folder}:image`)
}
