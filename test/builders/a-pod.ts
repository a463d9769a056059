import type { Pod } from '../../hooks/api/kubernetes'
import { type Change, changed } from './change'

/** A running pod of a ReplicaSet, made before any mark. */
export const aPod = (name: string, ...changes: ReadonlyArray<Change<Pod>>): Pod =>
  changed(
    {
      metadata: {
        name,
        namespace: 'apps',
        uid: `pod-${name}`,
        creationTimestamp: '2026-01-01T00:00:00Z',
        ownerReferences: [{ kind: 'ReplicaSet', controller: true }],
      },
      spec: {},
      status: { phase: 'Running' },
    },
    changes,
  )

export const having =
  (metadata: Partial<Pod['metadata']>): Change<Pod> =>
  pod => ({ ...pod, metadata: { ...pod.metadata, ...metadata } })

export const inPhase =
  (phase: string): Change<Pod> =>
  pod => ({ ...pod, status: { phase } })

export const withPodSpec =
  (spec: NonNullable<Pod['spec']>): Change<Pod> =>
  pod => ({ ...pod, spec: { ...pod.spec, ...spec } })
