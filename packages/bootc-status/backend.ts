import * as t from 'io-ts'
import type { BootcHost } from './bootc-host'

/**
 * How bootc keeps the deployments of a host. `SealedComposefs`: a unified kernel image names the digest of the whole root, and the
 * host is to run nothing else.
 */
export const BootcBackend = t.keyof({ Ostree: null, Composefs: null, SealedComposefs: null }, 'BootcBackend')
export type BootcBackend = t.TypeOf<typeof BootcBackend>

/** The backend of what is booted; undefined where bootc booted nothing. */
export const backendOf = ({ status }: BootcHost): BootcBackend | undefined => {
  const { booted } = status
  if (booted === null || booted === undefined) return undefined
  const { composefs } = booted
  if (composefs === null || composefs === undefined) return booted.image ? 'Ostree' : undefined
  return composefs.bootType === 'Uki' && composefs.missingVerityAllowed !== true ? 'SealedComposefs' : 'Composefs'
}
