import * as t from 'io-ts'
import { BootcNodePool } from '../../hooks/api/bootc-node-pool'
import { ImageDigest } from '../../hooks/api/image'
import { Timestamp } from '../../hooks/api/kubernetes'

/** A pool with what pool-sync writes for people and never reads again itself. */
export const ShownPool = t.intersection(
  [
    BootcNodePool,
    t.partial({
      status: t.partial({ observedGeneration: t.number, availableDigest: ImageDigest, nextWindow: Timestamp }),
    }),
  ],
  'BootcNodePool',
)
export interface ShownPool extends t.TypeOf<typeof ShownPool> {}
