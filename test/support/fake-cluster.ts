import type { Cluster } from '../../hooks/ports/cluster'

/**
 * A Cluster in which only what a test names may be called. A sync takes the error of any other for an effect that failed, and
 * goes on: `uncalledFor` is told of it first.
 */
export const clusterWith = (
  parts: Partial<Cluster> = {},
  uncalledFor: (what: keyof Cluster) => void = () => undefined,
): Cluster => {
  const unexpected = (what: keyof Cluster) => (): never => {
    uncalledFor(what)
    throw new Error(`nobody was to call ${what}`)
  }
  return {
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
  }
}
