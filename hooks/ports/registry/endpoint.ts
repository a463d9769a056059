import { DOCKER_HUB, hostOf, normalRepository } from '../../api/docker-config-match'
import type { ImageReference } from '../../api/image'

/** Where an image is asked for. */
export interface Endpoint {
  /** As people know it, `host` or `host:port`. */
  readonly host: string
  /** What is called, `host` or `host:port`. */
  readonly address: string
  readonly protocol: 'https:' | 'http:'
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
  return {
    host,
    address: host === DOCKER_HUB ? DOCKER_HUB_ADDRESS : host,
    protocol: insecure.includes(host) ? 'http:' : 'https:',
    repository: path.slice(path.indexOf('/') + 1),
    // A reference with both is what its digest says.
    reference: digest ?? tag ?? 'latest',
  }
}
