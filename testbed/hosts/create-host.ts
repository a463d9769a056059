import { randomUUID } from 'node:crypto'
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import * as E from 'fp-ts/Either'
import { freshRun } from './boot'
import { chosenRelease } from './bootc/chosen-release'
import { fetchManifest } from './bootc/fetch-manifest'
import { COMPOSEFS_FOLDERS, makeComposefsDeployment } from './composefs/files'
import { writeExecutables } from './executables'
import { makeDeploymentFolder } from './host-files'
import { type Deployment, type HostState, idOf, type StoredImage } from './host-state'
import { writeJsonFile } from './json-file'
import { writeAnswers } from './known-answers'
import { type HostLayout, hostPath, layoutOf } from './layout'
import { type Backend, DEFAULT_SETTINGS, type HostSettings } from './settings'
import { showBoot } from './show-boot'

export interface CreateHost extends Partial<HostSettings> {
  /** The host's own folder; made, and expected to be new. */
  readonly dir: string
  readonly name: string
  /** The registry file (`registry.ts`), which must have `image`. */
  readonly registry: string
  /** What the host was installed from, by tag or by digest. */
  readonly image: string
  /** The bundled `host-command.ts` that the executables run. */
  readonly script: string
}

const FOLDERS = [
  '/etc',
  '/run/ostree',
  '/ostree/deploy/default/deploy',
  '/ostree/repo',
  '/proc/1',
  '/var/lib',
  '/sysroot',
  '/usr/lib',
]

const layFolders = (layout: HostLayout, backend: Backend): void => {
  const more = backend === 'composefs' ? COMPOSEFS_FOLDERS : []
  for (const folder of [...FOLDERS, ...more]) mkdirSync(hostPath(layout, folder), { recursive: true })
  mkdirSync(hostPath(layout, '/proc/sys/kernel/random'), { recursive: true })
  mkdirSync(layout.units, { recursive: true })
  symlinkSync('../ostree', hostPath(layout, '/sysroot/ostree'))
  writeFileSync(layout.registryLog, '')
}

const installed = (image: StoredImage, { activeUnits, backend }: HostSettings): HostState => {
  const deployment: Deployment = { image, serial: 0, pinned: false }
  return {
    deployments: [deployment],
    images: { [backend === 'ostree' ? image.image : image.digest]: image },
    layers: Object.fromEntries(image.layers.map(layer => [layer.digest, layer])),
    cachedUpdates: {},
    run: freshRun(idOf(deployment), randomUUID(), activeUnits),
  }
}

/** Lays out a host that was installed from `image` and has just been started. Rejects when the registry lacks the image. */
export const createHost = async ({ dir, image, script, ...given }: CreateHost): Promise<void> => {
  const layout = layoutOf(dir)
  const settings: HostSettings = { ...DEFAULT_SETTINGS, bootcVersion: chosenRelease(process.env), ...given }
  layFolders(layout, settings.backend)
  writeJsonFile(layout.settings, settings)
  const silent = (): void => undefined
  // The installer has no policy of the host yet.
  const installer = { ...settings, signaturePolicy: 'nothing' } as const
  const found = fetchManifest({ layout, settings: installer, variables: {}, out: silent, err: silent }, image)
  if (E.isLeft(found)) throw new Error(`host ${settings.name} cannot be installed from ${image}: ${found.left.text}`)
  writeFileSync(layout.registryLog, '')
  const state = installed(found.right, settings)
  if (settings.backend === 'ostree') makeDeploymentFolder(layout, state.run.booted)
  else makeComposefsDeployment(layout, found.right)
  writeJsonFile(layout.state, state)
  if (settings.backend === 'composefs') rmSync(hostPath(layout, '/run/ostree'), { recursive: true })
  showBoot(layout, state, settings.backend)
  writeExecutables(layout, script)
  await writeAnswers(layout)
}
