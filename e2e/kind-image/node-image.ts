import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildImage } from '../../testbed/image-builder/build-image'
import { buildPrograms } from '../../testbed/tools/binaries'
import { kubernetesVersion } from '../../testbed/tools/build-arguments'
import { controlPlanePrograms, kubeadm } from '../../testbed/tools/programs'
import { readToolsModule } from '../../testbed/tools/tools-module'
import { runShell } from '../nodes/qemu/run-shell'
import { type ControlPlaneImage, controlPlaneImages, sandboxImage } from './control-plane-images'
import type { Engine } from './engine'

const FILES = join(__dirname, 'files')

export interface NodeImageOptions {
  readonly engine: Engine
  /** Where it is built. */
  readonly dir: string
  /** tar of the Debian packages, with a kubelet in /usr/local/bin. */
  readonly root: string
  readonly log: (line: string) => void
}

const importPrograms = async (
  images: ReadonlyArray<ControlPlaneImage>,
  programs: string,
  run: (script: string, args: ReadonlyArray<string>) => Promise<string>,
): Promise<void> => {
  for (const { image, program } of images) {
    await run(
      'tar -C "$1" --transform "s|^|usr/local/bin/|" -cf - "$2" | docker import -c "ENV PATH=/usr/local/bin" -c "ENTRYPOINT ["$2"]" - "$3"',
      [programs, program, image],
    )
  }
}

/** Builds an image that kind takes for a node; answers with its name. The engine has it then. */
export const buildNodeImage = async ({ engine, dir, root, log }: NodeImageOptions): Promise<string> => {
  log('the image of the kind node ...')
  const programs = await buildPrograms([...controlPlanePrograms, kubeadm], log)
  const version = kubernetesVersion(readToolsModule().goMod)
  const name = `bootc-e2e/node:${version}`
  const run = (script: string, args: ReadonlyArray<string>): Promise<string> => runShell(script, args, engine.env)
  const listed = await run('"$1" config images list --kubernetes-version "$2"', [join(programs, 'kubeadm'), version])
  const images = controlPlaneImages(listed)
  const context = join(dir, 'context')
  rmSync(context, { recursive: true, force: true })
  mkdirSync(context, { recursive: true })
  cpSync(FILES, context, { recursive: true })
  const containerd = join(context, 'node/etc/containerd/config.toml')
  writeFileSync(containerd, readFileSync(containerd, 'utf8').replace('@SANDBOX_IMAGE@', sandboxImage(listed)))
  for (const program of ['kubeadm', 'kubectl']) cpSync(join(programs, program), join(context, program))
  writeFileSync(join(context, 'version'), `${version}\n`)
  await importPrograms(images, programs, run)
  const pause = await buildImage('pause', join(dir, 'pause'), { log })
  await run('skopeo --insecure-policy copy -q "oci:$1" "docker-daemon:$2" --dest-daemon-host "$DOCKER_HOST"', [
    pause.folder,
    sandboxImage(listed),
  ])
  await run('docker save -o "$1" $2', [
    join(context, 'images.tar'),
    [...images.map(({ image }) => image), sandboxImage(listed)].join(' '),
  ])
  await run('docker import "$1" bootc-e2e/debian', [root])
  await run('DOCKER_BUILDKIT=0 docker build -q -t "$2" "$1"', [context, name])
  rmSync(context, { recursive: true, force: true })
  return name
}
