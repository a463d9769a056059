import * as E from 'fp-ts/Either'
import * as t from 'io-ts'
import { BootcNodeUpdate, BootcNodeUpdateStatus } from './bootc-node-update'
import { ObjectMeta } from './kubernetes'
import { POOL_LABEL } from './names'

/** An update as it is stored. `isOld`: version 0.1 made it, so that its part `node` and its owner are to be written as wholes. */
export interface StoredUpdate extends BootcNodeUpdate {
  readonly isOld?: boolean
}

/** As version 0.1 made it: of its spec, which was an order alone, the API server keeps nothing. */
const OldUpdate = t.intersection(
  [t.type({ metadata: ObjectMeta }), t.partial({ status: BootcNodeUpdateStatus })],
  'BootcNodeUpdate of 0.1',
)
const OfAnyVersion = t.partial({ spec: t.partial({ node: t.unknown }) })

const isOld = (object: unknown): boolean => OfAnyVersion.is(object) && object.spec?.node === undefined

/** What is known of its Node: the machine by the agent's report, and the pool by the label that all that belongs to one has. */
const withNode = ({ metadata, status }: t.TypeOf<typeof OldUpdate>): StoredUpdate => ({
  metadata,
  spec: {
    node: {
      nodeUID: status?.nodeUID ?? '',
      pool: metadata.labels?.[POOL_LABEL] ?? '',
      contenders: [],
      ready: false,
      unschedulable: false,
      bootID: '',
      architecture: '',
      controlPlane: false,
      runsOperator: false,
      holds: [],
    },
  },
  status,
  isOld: true,
})

/**
 * A BootcNodeUpdate of this version or of 0.1. Its report must not get lost with an upgrade: that its host reboots keeps the mark
 * of its Node.
 */
export const StoredUpdateCodec: t.Type<StoredUpdate, unknown, unknown> = new t.Type(
  'BootcNodeUpdate',
  (object): object is StoredUpdate => BootcNodeUpdate.is(object),
  (object, context) =>
    isOld(object) ? E.map(withNode)(OldUpdate.validate(object, context)) : BootcNodeUpdate.validate(object, context),
  t.identity,
)
