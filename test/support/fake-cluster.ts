import type { Cluster } from '../../hooks/ports/cluster'

const unexpected = (what: string) => (): never => {
  throw new Error(`nobody was to call ${what}`)
}

/** A Cluster in which only what a test names may be called. */
export const clusterWith = (parts: Partial<Cluster> = {}): Cluster => ({
  readNode: unexpected('readNode'),
  shownNode: () => undefined,
  patchNode: unexpected('patchNode'),
  markedNodes: unexpected('markedNodes'),
  poolNodes: unexpected('poolNodes'),
  controlPlaneNodes: unexpected('controlPlaneNodes'),
  countNodes: unexpected('countNodes'),
  podsOn: unexpected('podsOn'),
  recentPodsOn: unexpected('recentPodsOn'),
  evict: unexpected('evict'),
  readUpdate: unexpected('readUpdate'),
  readPool: unexpected('readPool'),
  readRollout: unexpected('readRollout'),
  readScope: unexpected('readScope'),
  readSecret: async () => 'missing',
  writeSecret: unexpected('writeSecret'),
  removeSecret: unexpected('removeSecret'),
  createUpdate: unexpected('createUpdate'),
  patchUpdate: unexpected('patchUpdate'),
  removeUpdate: unexpected('removeUpdate'),
  leaseRenewedAt: unexpected('leaseRenewedAt'),
  recordEvent: () => undefined,
  ...parts,
})
