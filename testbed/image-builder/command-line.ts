import { parseArgs } from 'node:util'
import { type ImageName, isImageName } from './images/recipes'
import { isPlatform, type Platform } from './platform'

export const USAGE = `npm run image -- [operator|metacontroller|pause] [options]
  --push=DESTINATION  copy it there with skopeo: docker://registry/name:tag, docker-daemon:name:tag, oci-archive:file:tag
  --plain-http        the registry speaks HTTP (registries on this machine need no word)
  --platform=PLATFORM linux/amd64 or linux/arm64 (default that of this machine); another one is made of Debian packages
  --output=FOLDER     the image as an OCI layout (default dist/image, dist/image-NAME; with -arm64 or -amd64 behind it for another platform)
  --rootfs=FOLDER     write the files of the image there instead, as the Containerfile needs them
  --node=FILE         the Node for the image (default the release in testbed/image-builder/node-release.json, from npm)
  --version=VERSION   the version that it says it is (default the one of package.json)`

export interface CommandLine {
  readonly image: ImageName
  readonly platform: Platform | undefined
  readonly push: string | undefined
  readonly plainHttp: boolean
  readonly output: string | undefined
  readonly rootfs: string | undefined
  readonly node: string | undefined
  readonly version: string | undefined
}

const options = {
  push: { type: 'string' },
  platform: { type: 'string' },
  'plain-http': { type: 'boolean', default: false },
  output: { type: 'string' },
  rootfs: { type: 'string' },
  node: { type: 'string' },
  version: { type: 'string' },
} as const

const none = { push: undefined, output: undefined, rootfs: undefined, node: undefined, version: undefined }

/** Throws an Error that names the argument which is wrong. */
export const parseCommandLine = (args: ReadonlyArray<string>): CommandLine => {
  const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true })
  const [image = 'operator', ...more] = positionals
  if (!isImageName(image)) throw new Error(`there is no image "${image}"`)
  if (more.length > 0) throw new Error(`one image at a time: "${more[0]}" is one too many`)
  const { 'plain-http': plainHttp, platform, ...texts } = values
  if (platform !== undefined && !isPlatform(platform))
    throw new Error(`--platform: expected linux/amd64 or linux/arm64, got "${platform}"`)
  return { image, plainHttp, ...none, ...texts, platform }
}
