import { DOCKER_HUB, hostOf, normalRepository } from '../../api/docker-config-match'
import type { ImageReference } from '../../api/image'

/** Where an image is asked for. */
export interface Endpoint {
  /** As people know it, `host` or `host:port`. */
  readonly host: string
  /** What is called, as a URL without a path: `https://host:port`. Undefined when its port cannot be. */
  readonly origin: string | undefined
  /** Without the host. */
  readonly repository: string
  /** Tag or digest. */
  readonly reference: string
}

/** Docker Hub answers the distribution API under another name than its images have. */
const DOCKER_HUB_ADDRESS = 'registry-1.docker.io'

export const endpointOf = ({ repository, tag, digest }: ImageReference, insecure: ReadonlyArray<string>): Endpoint => {
  const host = hostOf(repository)
  const path = normalRepository(repository)
  const address = host === DOCKER_HUB ? DOCKER_HUB_ADDRESS : host
  const url = `${insecure.includes(host) ? 'http:' : 'https:'}//${address}`
  return {
    host,
    origin: URL.canParse(url) ? new URL(url).origin : undefined,
    repository: path.slice(path.indexOf('/') + 1),
    // A reference with both is what its digest says.
    reference: digest ?? tag ?? 'latest',
  }
}
