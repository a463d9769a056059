import { writeFaults } from '../../../testbed/hosts/faults'
import { imageDigestOf } from '../../../testbed/hosts/registry'
import { restartHost } from '../../../testbed/hosts/restart-host'
import type { HostOnDisk } from './host-on-disk'

export const REPOSITORY = 'registry.example/os'
const NEW = `${REPOSITORY}@${imageDigestOf(REPOSITORY, '2')}`

/** What is done to a host in a story of its boots. */
export type Act = (host: HostOnDisk) => unknown
export const run =
  (line: string): Act =>
  host =>
    host.run(line)
export const STAGE = run(`bootc switch ${NEW}`)
export const LOCK = run('bootc upgrade --download-only')
export const UNLOCK = run('bootc upgrade --from-downloaded')
export const PREPARE = run('bootc upgrade --from-downloaded --soft-reboot=required')
export const REBOOT: Act = host => restartHost(host.layout, 'reboot')
export const SOFT: Act = host => restartHost(host.layout, 'soft-reboot')
export const CUT: Act = host => restartHost(host.layout, 'power-cut')
export const NOT_TAKEN: Act = host => writeFaults(host.layout, { softReboot: { name: 'not-taken', times: 1 } })
export const BOOT_FULL: Act = host => writeFaults(host.layout, { finalize: { name: 'boot-full', times: 1 } })
export const FALL_BACK: Act = host => writeFaults(host.layout, { fallbackDigests: [imageDigestOf(REPOSITORY, '2')] })
