import { join } from 'node:path'
import { buildImage } from '../../testbed/image-builder/build-image'
import type { ImageName } from '../../testbed/image-builder/images/recipes'
import { pushImage } from '../../testbed/image-builder/push-image'
import { pushable } from '../../testbed/images/pushable'
import { workloadImage } from '../../testbed/images/workload-image'
import { operatorContainer } from '../../testbed/lab/deployment'
import { startRegistry, type TestRegistry } from '../../testbed/registry/start-registry'
import type { Hosts, InstallSource } from '../nodes/qemu/hosts'
import { HOST_ADDRESS } from '../nodes/qemu/network-plan'
import type { Cluster } from './cluster'

/** Two registries: one for what the cluster runs, and one for the operating system, which asks for a log-in. */
export interface Registries {
  readonly cluster: TestRegistry
  readonly os: TestRegistry
  /** Names of images, as the machines use them. */
  readonly operator: string
  readonly nextOperator: string
  readonly metacontroller: string
  readonly workload: string
  /** Hosts in the names of install.yaml, whose images are in `cluster` too. */
  readonly mirrored: ReadonlyArray<string>
  readonly stop: () => Promise<void>
}

/** As the machines see it. */
export const hostOf = ({ port }: TestRegistry): string => `${HOST_ADDRESS}:${port}`

const REPOSITORY = 'os'

/** The repository of the operating system. */
export const osRegistry = (
  { os, cluster, operator, workload }: Registries,
  hosts: Hosts,
): Pick<Cluster, 'repository' | 'dockerConfig' | 'changePassword' | 'publish'> &
  Pick<InstallSource, 'local' | 'push' | 'preloaded'> => {
  const repository = `${hostOf(os)}/${REPOSITORY}`
  const here = (name: string): string => name.replace(hostOf(cluster), cluster.host)
  return {
    repository,
    preloaded: Object.fromEntries([`${hostOf(cluster)}/pause:1`, operator, workload].map(name => [name, here(name)])),
    dockerConfig: () => JSON.stringify({ auths: { [hostOf(os)]: os.account() } }),
    changePassword: os.rotate,
    publish: async (image, tag) => `${repository}@${await os.push(REPOSITORY, hosts.imageOf(image), tag)}`,
    local: os.host,
    push: image => os.push(REPOSITORY, image),
  }
}

/** The image of a container of install.yaml: `host/path:tag`, split at the first slash. */
const installed = (container: 'hooks' | 'metacontroller'): { readonly host: string; readonly path: string } => {
  const [host = '', ...path] = operatorContainer(container).image.split('/')
  return { host, path: path.join('/') }
}

export const startRegistries = async (
  dir: string,
  busybox: string,
  log: (line: string) => void,
): Promise<Registries> => {
  const cluster = await startRegistry({ dir: join(dir, 'cluster') })
  const os = await startRegistry({ dir: join(dir, 'os'), auth: 'basic' })
  const add = async (name: ImageName, ...places: ReadonlyArray<string>): Promise<void> => {
    const { folder } = await buildImage(name, join(dir, name), { log })
    for (const place of places) await pushImage(folder, `docker://${cluster.host}/${place}`, { log })
  }
  const [hooks, metacontroller] = [installed('hooks'), installed('metacontroller')]
  await add('pause', 'pause:1')
  await add('operator', 'bootc-operator:e2e', 'bootc-operator:next', hooks.path)
  await add('metacontroller', 'metacontroller:e2e', metacontroller.path)
  await cluster.push('workload', pushable(workloadImage(busybox)), '1')
  return {
    cluster,
    os,
    operator: `${hostOf(cluster)}/bootc-operator:e2e`,
    nextOperator: `${hostOf(cluster)}/bootc-operator:next`,
    metacontroller: `${hostOf(cluster)}/metacontroller:e2e`,
    workload: `${hostOf(cluster)}/workload:1`,
    mirrored: [...new Set([hooks.host, metacontroller.host])],
    stop: async () => {
      await Promise.all([cluster.stop(), os.stop()])
    },
  }
}
