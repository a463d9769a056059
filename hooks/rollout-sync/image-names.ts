import { entryName, imageName, versionOn } from '../api/image-name'
import type { Observed, PhasedNode } from './observed'

/** The rollout's target for people: `v3 (4712be1474f3)`. */
export const rolloutTargetName = (observed: Observed): string => imageName(observed.spec.digest, observed.targetVersion)

/** What a node is led to, which is another image for each while the rollout goes back. */
export const nodeTargetName = ({ target, status }: PhasedNode, observed: Observed): string =>
  target.digest === observed.spec.digest
    ? rolloutTargetName(observed)
    : imageName(target.digest, versionOn(status, target.digest))

/** `v2 (357b6ad27a4c) → v3 (4712be1474f3)`; the target alone where it is not known what the node runs, or it runs it. */
export const updateName = (node: PhasedNode, observed: Observed): string => {
  const to = nodeTargetName(node, observed)
  const { booted } = node.status ?? {}
  const from = booted === undefined ? to : entryName(booted)
  return from === to ? to : `${from} → ${to}`
}
