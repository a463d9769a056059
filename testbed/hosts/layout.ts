import { join } from 'node:path'

/**
 * Where the parts of a simulated host lie in its folder. `root` is what the agent sees as the host's file system; the
 * rest belongs to the simulation, so the agent must never look there.
 */
export interface HostLayout {
  readonly dir: string
  readonly settings: string
  readonly faults: string
  readonly state: string
  readonly powerRequest: string
  readonly registryLog: string
  readonly units: string
  readonly bin: string
  readonly root: string
  /** `root` is a machine's own root: its kernel says what is mounted and which boot this is. */
  readonly isMachine?: boolean
}

export const layoutOf = (dir: string): HostLayout => ({
  dir,
  settings: join(dir, 'host.json'),
  faults: join(dir, 'faults.json'),
  state: join(dir, 'state.json'),
  powerRequest: join(dir, 'power-request.json'),
  registryLog: join(dir, 'registry-requests.log'),
  units: join(dir, 'units'),
  bin: join(dir, 'bin'),
  root: join(dir, 'root'),
})

/** The real path behind an absolute path of the host. */
export const hostPath = (layout: HostLayout, path: string): string => join(layout.root, path)
