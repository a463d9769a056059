import { assembleImage, type Image } from '../image-builder/oci/assemble-image'
import { file } from '../image-builder/oci/entry'

/** A version of the operating system of the machines. */
export interface OsImage {
  readonly version: string
  /** What the machine's root gets over the Debian packages, by path without a slash at either end. */
  readonly files: Readonly<Record<string, string>>
  readonly image: Image
}

export interface OsWish {
  /** The boot loader of the machines passes over it, as over one whose kernel panics. */
  readonly boots?: boolean
  /** Without its label it is a container image like any other, which bootc does not stage. */
  readonly bootable?: boolean
  /** What it has besides, by path without a slash at either end. */
  readonly files?: OsImage['files']
}

/** What an image has that no boot loader here shall boot. */
export const DOES_NOT_BOOT = 'usr/share/bootc-e2e/does-not-boot'

const osRelease = (version: string): string =>
  [
    'ID=bootc-e2e',
    'ID_LIKE=debian',
    'NAME="Test Linux"',
    `PRETTY_NAME="Test Linux ${version}"`,
    `VERSION_ID=${version}`,
    '',
  ].join('\n')

/**
 * An image of one small layer. The Debian packages are on the disk of every machine already, as the base layer would be
 * that all versions share; the registry does not have them.
 */
export const osImage = (version: string, { boots = true, bootable = true, files: own = {} }: OsWish = {}): OsImage => {
  const files = {
    'usr/lib/os-release': osRelease(version),
    'usr/share/bootc-e2e/version': `${version}\n`,
    ...(boots ? {} : { [DOES_NOT_BOOT]: '' }),
    ...own,
  }
  const image = assembleImage({
    layers: [Object.entries(files).map(([path, content]) => file(path, content))],
    config: {
      Entrypoint: ['/sbin/init'],
      Labels: {
        ...(bootable && { 'containers.bootc': '1', 'ostree.bootable': '1' }),
        'org.opencontainers.image.version': version,
      },
    },
    architecture: 'amd64',
    created: new Date('2026-01-01T00:00:00Z'),
  })
  return { version, files, image }
}
