import { freshRun } from '../../../testbed/hosts/boot'
import { chosenRelease } from '../../../testbed/hosts/bootc/chosen-release'
import { type Deployment, type HostState, idOf, type StoredImage } from '../../../testbed/hosts/host-state'
import { digestOf } from '../../../testbed/image-builder/oci/blob'
import type { OsImage } from '../../../testbed/images/os-image'
import { BASE_LAYER } from './machine-disk'

const KERNEL = 'of QEMU'

const layersOf = ({ image }: OsImage): StoredImage['layers'] => {
  const { layers } = JSON.parse(image.manifest.content.toString()) as {
    layers: ReadonlyArray<{ digest: string; size: number }>
  }
  return layers.map(({ digest, size }) => ({ digest, size }))
}

const stored = (os: OsImage, repository: string): StoredImage => {
  const { digest } = os.image.manifest
  return {
    image: `${repository}@${digest}`,
    digest,
    version: os.version,
    timestamp: '2026-01-01T00:00:00Z',
    architecture: 'amd64',
    kernel: KERNEL,
    commit: digest.replace('sha256:', ''),
    layers: layersOf(os),
  }
}

const json = (value: unknown): string => `${JSON.stringify(value, null, 1)}\n`

/** The files of a disk that the image was installed to, by path; the layer of the Debian packages is there already. */
export const installedHost = (name: string, os: OsImage, repository: string): Readonly<Record<string, string>> => {
  const image = stored(os, repository)
  const deployment: Deployment = { image, serial: 0, pinned: false }
  const id = idOf(deployment)
  const state: HostState = {
    deployments: [deployment],
    images: { [image.image]: image },
    layers: Object.fromEntries(image.layers.map(layer => [layer.digest, layer])),
    cachedUpdates: {},
    run: freshRun(id, 'not booted yet', []),
  }
  const [layer = digestOf(Buffer.alloc(0))] = image.layers.map(({ digest }) => digest)
  const folder = layer.replace('sha256:', '')
  const host = 'ostree/deploy/default/var/lib/bootc-e2e'
  return {
    'ostree/boot-entries': `${id}\n`,
    [`ostree/deploy/default/deploy/${id}/layers`]: `${folder}\n${BASE_LAYER}\n`,
    ...Object.fromEntries(Object.entries(os.files).map(([path, text]) => [`ostree/layers/${folder}/${path}`, text])),
    [`${host}/state.json`]: json(state),
    [`${host}/host.json`]: json({
      ...{ name, registry: '', stageSeconds: 0.5, activeUnits: [] },
      bootcVersion: chosenRelease(process.env),
    }),
    [`${host}/registry-requests.log`]: '',
  }
}
