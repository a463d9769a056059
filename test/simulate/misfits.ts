import type { Plural } from '../manifests/crd'
import { metadataMisfit, misfitOf } from '../support/fits-schema'
import type { Journal } from './journal'
import type { Stored, Written } from './store'

/** What users write is not judged here: the CRD and its tests do that. */
const isUsers = (plural: Plural, part: 'spec' | 'status'): boolean => plural === 'bootcnodepools' && part === 'spec'

const firstMisfit = (plural: Plural | undefined, next: Stored, old: Stored | undefined): string | undefined => {
  const { labels, annotations } = next.metadata
  const isOther = labels !== old?.metadata.labels || annotations !== old?.metadata.annotations
  const ofMetadata = isOther
    ? metadataMisfit({ ...(labels && { labels }), ...(annotations && { annotations }) })
    : undefined
  if (ofMetadata !== undefined || plural === undefined) return ofMetadata
  for (const part of ['spec', 'status'] as const) {
    const value = next[part]
    if (value === undefined || value === old?.[part] || isUsers(plural, part)) continue
    const misfit = misfitOf(plural, part, value)
    if (misfit !== undefined) return misfit
  }
  return undefined
}

/** Judges every object as it is written, whoever does: only what changed, so that it costs little. Nodes have no `plural`. */
export const notesMisfits =
  ({ misfits }: Pick<Journal, 'misfits'>, plural?: Plural): Written =>
  (next, old) => {
    const misfit = firstMisfit(plural, next, old)
    if (misfit !== undefined) misfits.push(`${plural ?? 'nodes'}/${next.metadata.name}: ${misfit}`)
  }
