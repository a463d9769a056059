import type { BootcNodeUpdate, BootcNodeUpdateStatus, HostOrder } from '../../hooks/api/bootc-node-update'
import { type ImageDigest, shortDigest } from '../../hooks/api/image'
import { aMember } from './a-member'
import { type Change, changed } from './change'
import { imageOf, NEW, OLD } from './digests'

/** An update that orders to stage the new image, of a node that runs the old one in boot `boot-1`. */
export const anUpdate = (name: string, ...changes: ReadonlyArray<Change<BootcNodeUpdate>>): BootcNodeUpdate =>
  changed(
    {
      metadata: { name, uid: `update-${name}`, resourceVersion: '1' },
      spec: {
        node: aMember(name).spec,
        order: {
          id: 1,
          pool: 'workers',
          image: imageOf(NEW),
          step: 'Stage',
          since: '2026-01-02T00:00:00Z',
          attempt: shortDigest(NEW),
          lock: true,
        },
      },
      status: {
        observedOrder: 1,
        nodeUID: `node-${name}`,
        phase: 'Idle',
        message: 'nothing to do',
        boot: { id: 'boot-1/0', at: '2026-01-01T00:00:00Z' },
        booted: { image: imageOf(OLD), digest: OLD },
      },
    },
    changes,
  )

export const ordering =
  (change: Partial<HostOrder>): Change<BootcNodeUpdate> =>
  ({ spec: { node, order }, ...update }) => ({ ...update, spec: { node, order: order && { ...order, ...change } } })

/** Of another machine than the one that is there now. */
export const onMachine =
  (nodeUID: string): Change<BootcNodeUpdate> =>
  ({ spec: { node, order }, ...update }) => ({ ...update, spec: { node: { ...node, nodeUID }, order } })

export const reporting =
  (status: Partial<BootcNodeUpdateStatus>): Change<BootcNodeUpdate> =>
  update => ({ ...update, ...(update.status && { status: { ...update.status, ...status } }) })

export const silent: Change<BootcNodeUpdate> = ({ metadata, spec }) => ({ metadata, spec })

export const staged = (digest: ImageDigest = NEW): Change<BootcNodeUpdate> =>
  reporting({ phase: 'Staged', message: 'staged', ready: { digest, how: 'staged' } })

export const running = (digest: ImageDigest): Change<BootcNodeUpdate> =>
  reporting({ booted: { image: imageOf(digest), digest } })

export const inBoot = (id: string, at = '2026-01-02T00:10:00Z'): Change<BootcNodeUpdate> =>
  reporting({ boot: { id, at } })

export const rebootOrder = (mark: string, fromBoot = 'boot-1/0'): Change<BootcNodeUpdate> =>
  ordering({ step: 'Reboot', reboot: { fromBoot, mark, policy: 'RebootOnly' } })

/** By the API server's clock, whatever the host's says. */
export const reportWritten =
  (time: string): Change<BootcNodeUpdate> =>
  update => ({ ...update, metadata: { ...update.metadata, managedFields: [{ subresource: 'status', time }] } })
