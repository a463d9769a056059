import type { Labels } from '../../api/label-selector'
import { mergePatch } from '../../api/merge-patch'
import { API_VERSION, FIELD_MANAGER } from '../../api/names'
import { type StoredUpdate, StoredUpdateCodec } from '../../api/stored-update'
import { refusalStatus } from '../api/api-request'
import type { Cluster, UpdateParts } from '../cluster'
import { type Ask, boundOutcome, CONFLICT, LITTLE, MERGE_PATCH, read } from './answers'

const UPDATES = `/apis/${API_VERSION}/bootcnodeupdates`

type UpdateCalls = 'readUpdate' | 'createUpdate' | 'patchUpdate' | 'removeUpdate'

/** A merge patch leaves alone what it does not name, so that what went is nulled. */
const labelPatch = (before: Labels | undefined, labels: Labels | undefined): object | undefined =>
  labels && mergePatch(before, labels)

/** It goes with its Node by the garbage collector, and keeps nothing from being deleted. */
const ownedBy = (name: string, uid: string): ReadonlyArray<object> => [{ apiVersion: 'v1', kind: 'Node', name, uid }]

/** An update of version 0.1 belongs to its rollout, and would go with that. */
const newOwner = ({ isOld, metadata }: StoredUpdate, { node }: UpdateParts): ReadonlyArray<object> | undefined =>
  isOld === true && node !== undefined ? ownedBy(metadata.name, node.nodeUID) : undefined

/** The updates of Nodes. Metacontroller only watches them. */
export const updateCalls = (ask: Ask): Pick<Cluster, UpdateCalls> => ({
  readUpdate: name => read(ask, StoredUpdateCodec, `${UPDATES}/${name}`),
  createUpdate: async ({ metadata: { name, uid } }, { labels, node }) => {
    const metadata = { name, labels, ownerReferences: ownedBy(name, uid) }
    const body = { apiVersion: API_VERSION, kind: 'BootcNodeUpdate', metadata, spec: { node } }
    try {
      await ask({ method: 'POST', path: UPDATES, query: { fieldManager: FIELD_MANAGER }, accept: LITTLE, body })
      return 'done'
    } catch (error) {
      if (refusalStatus(error) === CONFLICT) return 'conflict'
      throw error
    }
  },
  patchUpdate: (seen, { labels, ...parts }) => {
    const { metadata, spec, isOld } = seen
    return boundOutcome(
      ask({
        method: 'PATCH',
        path: `${UPDATES}/${metadata.name}`,
        query: { fieldManager: FIELD_MANAGER },
        contentType: MERGE_PATCH,
        accept: LITTLE,
        body: {
          metadata: {
            resourceVersion: metadata.resourceVersion,
            labels: labelPatch(metadata.labels, labels),
            ownerReferences: newOwner(seen, parts),
          },
          spec: isOld === true ? parts : mergePatch(spec, { ...spec, ...parts }),
        },
      }),
    )
  },
  removeUpdate: ({ metadata: { name, uid, resourceVersion } }) =>
    boundOutcome(
      ask({
        method: 'DELETE',
        path: `${UPDATES}/${name}`,
        body: { apiVersion: 'v1', kind: 'DeleteOptions', preconditions: { uid, resourceVersion } },
      }),
    ),
})
