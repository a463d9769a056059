import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { bootedDeployment, type HostState, type StoredImage } from '../host-state'
import { replaceFile } from '../json-file'
import { type HostLayout, hostPath } from '../layout'

/** Files by which a composefs host tells about itself; recorded steps 206 to 257 list which verb touches which. */
const STAGED = '/run/composefs/staged-deployment'
const DEPLOYMENTS = '/sysroot/state/deploy'
/** Boot entries of what is staged, on the EFI system partition: they outlive a power cut. */
const STAGED_ENTRIES = '/boot/loader/entries.staged'

export const COMPOSEFS_FOLDERS = ['/boot/loader/entries', '/sysroot/composefs/images', DEPLOYMENTS, '/ostree/bootc']

/** The file is not taken away with what it names: it is no evidence of anything staged (recorded steps 214 and 247). */
export const showStagedComposefs = (layout: HostLayout, verity: string, locked: boolean): void => {
  mkdirSync(hostPath(layout, '/run/composefs'), { recursive: true })
  replaceFile(hostPath(layout, STAGED), JSON.stringify({ depl_id: verity, finalization_locked: locked }))
}

export const removeStagedFile = (layout: HostLayout): void => rmSync(hostPath(layout, STAGED), { force: true })

const originPath = (layout: HostLayout, verity: string): string =>
  hostPath(layout, `${DEPLOYMENTS}/${verity}/${verity}.origin`)

/** The folder of a deployment with its origin, and its image. */
export const makeComposefsDeployment = (
  layout: HostLayout,
  { commit: verity, image, digest, bootDigest }: Pick<StoredImage, 'commit' | 'image' | 'digest' | 'bootDigest'>,
): void => {
  mkdirSync(hostPath(layout, `${DEPLOYMENTS}/${verity}/etc`), { recursive: true })
  writeFileSync(hostPath(layout, `/sysroot/composefs/images/${verity}`), '')
  const boot = `[boot]\nboot_type = bls\ndigest = ${bootDigest}\n`
  const reference = `container-image-reference = ostree-unverified-image:docker://${image}\n`
  writeFileSync(originPath(layout, verity), `[origin]\n${reference}\n${boot}\n[image]\nmanifest_digest = ${digest}\n`)
}

/** The manifest digest that a deployment's origin names. */
export const manifestDigestOf = (layout: HostLayout, verity: string): string => {
  const path = originPath(layout, verity)
  return existsSync(path) ? (/manifest_digest = (\S+)/.exec(readFileSync(path, 'utf8'))?.[1] ?? '') : ''
}

/** Removes the folders of deployments that are neither there nor staged. */
export const collectComposefsFolders = (layout: HostLayout, kept: ReadonlyArray<string>): void => {
  for (const folder of [DEPLOYMENTS, '/sysroot/composefs/images']) {
    for (const verity of readdirSync(hostPath(layout, folder))) {
      if (!kept.includes(verity)) rmSync(hostPath(layout, `${folder}/${verity}`), { recursive: true, force: true })
    }
  }
}

/** The staged entry first, the booted one as its fallback. */
export const writeStagedEntries = (layout: HostLayout, state: HostState, staged: string): void => {
  removeStagedEntries(layout)
  mkdirSync(hostPath(layout, STAGED_ENTRIES), { recursive: true })
  const booted = bootedDeployment(state).image.commit
  for (const [verity, rank] of [
    [staged, 1],
    [booted, 0],
  ] as const) {
    writeFileSync(hostPath(layout, `${STAGED_ENTRIES}/bootc_simulated-${verity}-${rank}.conf`), `version ${verity}\n`)
  }
}

export const removeStagedEntries = (layout: HostLayout): void =>
  rmSync(hostPath(layout, STAGED_ENTRIES), { recursive: true, force: true })

/** Verities that the staged boot entries name. */
export const stagedEntries = (layout: HostLayout): ReadonlyArray<string> => {
  const folder = hostPath(layout, STAGED_ENTRIES)
  if (!existsSync(folder)) return []
  return readdirSync(folder).flatMap(name => /-([0-9a-f]{128})-\d\.conf$/.exec(name)?.[1] ?? [])
}
