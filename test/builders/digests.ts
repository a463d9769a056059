import type { ImageDigest } from '../../hooks/api/image'

const digest = (letter: string): ImageDigest => `sha256:${letter.repeat(64)}` as ImageDigest

export const REPOSITORY = 'registry.example/os'
/** What the nodes ran before, what they are to run, and something else. */
export const OLD = digest('a')
export const NEW = digest('b')
export const OTHER = digest('c')

export const imageOf = (of: ImageDigest): string => `${REPOSITORY}@${of}`

/** Two images of another repository. */
export const NEXT_REPOSITORY = 'registry.example/next'
export const FIRST = digest('d')
export const SECOND = digest('e')

/** The only repository that an image of these tests is in. */
export const homeOf = (of: string): string => (of === FIRST || of === SECOND ? NEXT_REPOSITORY : REPOSITORY)

/** Version labels of these images. */
export const VERSIONS: Readonly<Record<string, string>> = { [FIRST]: 'v1', [OLD]: 'v2', [NEW]: 'v3', [OTHER]: 'v4' }
