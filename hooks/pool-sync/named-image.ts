import { cleanText } from '../api/clean-text'
import { wholeSeconds } from '../api/whole-seconds'
import type { FoundImage } from '../ports/registry'
import type { Named } from './remembered'

/** Characters of a version that are shown; a label holds whatever its image's author wrote. */
const MOST_VERSION = 128
/** An index that names more is ignored: a list that is cut would fail nodes for nothing. */
const MOST_ARCHITECTURES = 64

const versionOf = ({ version = '' }: FoundImage): string | undefined => {
  const line = cleanText(version, MOST_VERSION)
  return line === '' ? undefined : line
}

/** Sorted and once each, so that the same image always has the same text. */
const architecturesOf = ({ architectures }: FoundImage): ReadonlyArray<string> | undefined => {
  const names = [...new Set(architectures)].filter(name => /^[a-z0-9_.-]{1,64}$/i.test(name)).sort()
  return names.length === 0 || names.length > MOST_ARCHITECTURES ? undefined : names
}

const createdAtOf = ({ createdAt }: FoundImage): string | undefined =>
  createdAt !== undefined && createdAt.length <= 64 && !Number.isNaN(Date.parse(createdAt)) ? createdAt : undefined

/**
 * What a lookup found, fit for a status: the API server refuses a whole status for one field that is too long. When it
 * was found first is kept, so that finding it again (`at`, in ms since 1970) changes nothing.
 */
export const namedImage = (found: FoundImage, at: number, before?: Named): Named => {
  const { digest } = found
  const [version, createdAt, architectures] = [versionOf(found), createdAtOf(found), architecturesOf(found)]
  return {
    digest,
    resolvedAt: (before?.digest === digest ? before.resolvedAt : undefined) ?? wholeSeconds(at),
    version,
    createdAt,
    architectures,
  }
}
