import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { findProgram } from '../../../testbed/image-builder/contents/find-program'
import { layeredImage } from '../../../testbed/images/layered-image'
import { withAuthFile } from '../ostree/auth-file'
import { makeNodeDisk } from '../ostree/node-disk'
import { pushOver } from '../ostree/push-over'
import type { Hosts, InstallSource } from '../qemu/hosts'
import { runShell } from '../qemu/run-shell'
import { installArguments } from './podman-arguments'
import { readLayout } from './read-layout'

const MEMORY_MB = 3072
/** Sparse; what is written to it is what it takes. */
const DISK_SIZE = '16G'

type Base = ReturnType<typeof readLayout>

const fetchBase = async (reference: string, folder: string): Promise<Base> => {
  mkdirSync(folder, { recursive: true })
  await runShell('skopeo --insecure-policy copy --quiet "docker://$1" "oci:$2"', [reference, folder])
  return readLayout(folder)
}

/** The disk that the disks of all machines are copies of, made by the image's own `bootc install`. */
const installDisk = async ({ image: base, layers }: Base, source: InstallSource): Promise<string> => {
  const { dir, repository, local, log } = source
  log('pushing the image of the operating system, and installing it on a disk by podman ...')
  const digest = await pushOver(base, layers, source)
  const here = `${local}/${repository.split('/').slice(1).join('/')}@${digest}`
  await withAuthFile(source, authFile =>
    runShell('podman pull --quiet --tls-verify=false --authfile="$1" "$2"', [authFile, here]),
  )
  const disk = join(dir, 'installed.raw')
  await runShell('truncate -s "$1" "$2"', [DISK_SIZE, disk])
  const target = `${repository}@${digest}`
  const words = installArguments({ image: here, target, folder: dir, disk: 'installed.raw' })
  await runShell('exec podman "$@"', words)
  return disk
}

/** Machines of a bootc container image, which have a boot loader of their own. Throws an Error where podman is missing. */
export const imageHosts = async (reference: string, dir: string, log: (line: string) => void): Promise<Hosts> => {
  if (findProgram('podman') === undefined) {
    throw new Error('BOOTC_IMAGE needs podman, which runs `bootc install to-disk` of the image: install it')
  }
  log(`fetching ${reference} ...`)
  const base = await fetchBase(reference, join(dir, 'base'))
  return {
    bootc: `bootc is that of ${reference}`,
    imageOf: os => layeredImage(base.image, os),
    install: async source => {
      const installed = await installDisk(base, source)
      return async (plan, own) => {
        const disk = await makeNodeDisk(installed, plan, own)
        return { drives: [{ file: disk, format: 'raw' }], memoryMb: MEMORY_MB, bootLoader: async () => undefined }
      }
    },
  }
}
