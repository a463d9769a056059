import * as E from 'fp-ts/Either'
import { releaseNotes } from './release-notes'

/** What GitHub sets for each run, and what the workflow passes on. */
type Name =
  | 'GITHUB_REF_NAME'
  /** `owner/name`, as its owner writes it. */
  | 'GITHUB_REPOSITORY'
  /** Such as `https://github.com`. */
  | 'GITHUB_SERVER_URL'
  /** Host of the registry that belongs to the repository. */
  | 'REGISTRY'
  /** `sha256:…` of Metacontroller's image of the pinned release. */
  | 'METACONTROLLER_DIGEST'

export type ReleaseEnvironment = Readonly<Record<string, string | undefined>>

export interface ReleaseFacts {
  /** Of package.json, such as `0.1.0`. */
  readonly version: string
  readonly changelog: string
  /** Metacontroller's image as the manifests name it, such as `registry.example/metacontroller:v4.17.2`. */
  readonly metacontroller: string
}

export interface ReleasePlan {
  readonly tag: string
  /** Repository of the operator's image, in lower case as registries want it. */
  readonly image: string
  /** By digest. */
  readonly metacontrollerImage: string
  /** Address below which the files of the release are, without a slash at its end. */
  readonly downloads: string
  readonly homepage: string
}

const DIGEST = /^sha256:[0-9a-f]{64}$/

const required = (environment: ReleaseEnvironment, name: Name, what: string): E.Either<string, string> => {
  const value = environment[name]
  return value === undefined || value === '' ? E.left(`${name}: expected ${what}, it is not set`) : E.right(value)
}

/** The digest without which nobody can say which Metacontroller was tested and is installed. */
export const metacontrollerImage = (environment: ReleaseEnvironment, named: string): E.Either<string, string> => {
  const digest = environment['METACONTROLLER_DIGEST' satisfies Name] ?? ''
  if (DIGEST.test(digest)) return E.right(`${named.replace(/:[^:/]+$/, '')}@${digest}`)
  return E.left(
    `METACONTROLLER_DIGEST: expected sha256:… of ${named}, got "${digest}": ask its registry (skopeo inspect --format '{{.Digest}}' docker://${named}), compare it with what the project publishes, and set it as a variable of the repository`,
  )
}

/** Repository of the operator's image. */
export const imageOf = (environment: ReleaseEnvironment): E.Either<string, string> => {
  const repository = required(environment, 'GITHUB_REPOSITORY', 'owner/name of the repository')
  const registry = required(environment, 'REGISTRY', "the host of the repository's registry")
  if (E.isLeft(repository)) return repository
  return E.isLeft(registry) ? registry : E.right(`${registry.right}/${repository.right.toLowerCase()}`)
}

/** What a release is made of; every problem is one line, before anything is built. */
export const releasePlan = (
  environment: ReleaseEnvironment,
  { version, changelog, metacontroller }: ReleaseFacts,
): E.Either<ReadonlyArray<string>, ReleasePlan> => {
  const tag = required(environment, 'GITHUB_REF_NAME', 'the tag of the release')
  const server = required(environment, 'GITHUB_SERVER_URL', 'the address of the server')
  const image = imageOf(environment)
  const metacontrollers = metacontrollerImage(environment, metacontroller)
  const isOfVersion: E.Either<string, true> =
    E.isRight(tag) && tag.right !== `v${version}`
      ? E.left(`the tag is ${tag.right}, package.json says ${version}: expected tag v${version}`)
      : E.right(true)
  const all = [tag, server, image, metacontrollers, isOfVersion, releaseNotes(changelog, version)]
  const problems = all.flatMap(part => (E.isLeft(part) ? [part.left] : []))
  if (E.isLeft(tag) || E.isLeft(server) || E.isLeft(image) || E.isLeft(metacontrollers) || problems.length > 0) {
    return E.left(problems)
  }
  const homepage = `${server.right}/${environment['GITHUB_REPOSITORY']}`
  return E.right({
    tag: tag.right,
    image: image.right,
    metacontrollerImage: metacontrollers.right,
    downloads: `${homepage}/releases/download/${tag.right}`,
    homepage,
  })
}
