import type { Source } from './source'

/** https://github.com/opencontainers/image-spec/blob/main/annotations.md */
export const labelsOf = (title: string, { version, license, revision }: Source): Readonly<Record<string, string>> => ({
  'org.opencontainers.image.title': title,
  'org.opencontainers.image.version': version,
  'org.opencontainers.image.licenses': license,
  ...(revision === undefined ? {} : { 'org.opencontainers.image.revision': revision }),
})
