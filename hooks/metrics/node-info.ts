import { type BootcNodeUpdate, digestIn } from '../api/bootc-node-update'

/** The labels of a node's series; what is not known is empty, as Prometheus has a label that is absent. */
export interface NodeInfo {
  readonly pool: string
  readonly node: string
  /** With a digest, be the reference on the host a tag or not. */
  readonly image: string
  readonly version: string
  readonly bootc: string
  readonly backend: string
}

/** What a node runs by its last report; undefined before there is one. */
export const nodeInfoOf = (pool: string, { metadata, status }: BootcNodeUpdate): NodeInfo | undefined => {
  const booted = status?.booted
  if (booted === undefined) return undefined
  return {
    pool,
    node: metadata.name,
    image: digestIn(booted.image) === undefined ? `${booted.image}@${booted.digest}` : booted.image,
    version: booted.version ?? '',
    bootc: status?.bootcVersion ?? '',
    backend: status?.backend ?? '',
  }
}
