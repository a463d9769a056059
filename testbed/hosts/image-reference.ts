/** A pull specification as the user gave it, split. */
export interface ImageReference {
  readonly text: string
  /** Registry host with its port. */
  readonly host: string
  /** `host/path` without tag and digest. */
  readonly repository: string
  readonly tag: string | undefined
  readonly digest: string | undefined
}

const REFERENCE =
  /^((?<host>[a-zA-Z0-9.-]+(?::\d+)?)\/[a-z0-9._/-]+?)(?::(?<tag>\w[\w.-]{0,127}))?(?:@(?<digest>sha256:[0-9a-f]{64}))?$/

/** Undefined for what containers/image calls an invalid reference format. */
export const parseImageReference = (text: string): ImageReference | undefined => {
  const match = REFERENCE.exec(text)
  if (match?.groups === undefined || match[1] === undefined) return undefined
  const { host = '', tag, digest } = match.groups
  return { text, host, repository: match[1], tag, digest }
}

/** The name an image gets in the ostree repository: a reference with both tag and digest loses its tag. */
export const repositoryName = (text: string): string => {
  const reference = parseImageReference(text)
  return reference?.digest === undefined ? text : `${reference.repository}@${reference.digest}`
}
