import * as E from 'fp-ts/Either'
import { ImageDigest } from '../../api/image'
import type { FailedLookup, FoundImage } from '../registry'
import { type Details, detailsOf, type Known } from './details'
import { unusable } from './failed'
import { failedLookupOf, noRegistry } from './failure'
import {
  digestOf,
  type ImageConfig,
  type ImageManifest,
  type Index,
  MANIFEST_TYPES,
  parseDocument,
  parseImageConfig,
} from './manifest'
import { type RegistryClient, registryClient } from './registry-client'
import type { RequestProblem } from './request-problem'
import type { RegistryAnswer } from './requests'
import type { Session } from './session'

/** Entries of an index that are tried until one speaks for all. */
const MOST_TRIED = 4
const NOT_FOUND = 404

interface Lookup {
  readonly session: Session
  readonly ask: RegistryClient['ask']
}

/** What cannot be used may have a neighbour that can; what keeps us from asking keeps us from asking for that, too. */
interface Setback {
  readonly failure: FailedLookup
  readonly isOfOne: boolean
}
type Step<A> = E.Either<Setback, A>

const ofOne = (failure: FailedLookup): Setback => ({ failure, isOfOne: true })

const isPage = ({ headers }: RegistryAnswer): boolean =>
  /^\s*(text\/html|application\/xhtml)/i.test(headers['content-type'] ?? '')
const PAGE = 'a web page (text/html)'

const missed = (session: Session, digest: ImageDigest, problem: RequestProblem): Setback =>
  problem.kind === 'status' && problem.status === NOT_FOUND
    ? ofOne(unusable(session, `the registry lacks its ${digest}`))
    : { failure: failedLookupOf(session, problem), isOfOne: false }

/** What is named by its digest must be what the digest says, from whatever server it comes. */
const getByDigest = async (
  { session, ask }: Lookup,
  kind: 'manifests' | 'blobs',
  digest: ImageDigest,
): Promise<Step<Buffer>> => {
  const answer = await ask('GET', `${kind}/${digest}`, kind === 'manifests' ? MANIFEST_TYPES : '*/*')
  if (E.isLeft(answer)) return E.left(missed(session, digest, answer.left))
  if (digestOf(answer.right.body) === digest) return E.right(answer.right.body)
  return isPage(answer.right)
    ? E.left({ failure: noRegistry(session, answer.right.at, PAGE), isOfOne: false })
    : E.left(ofOne(unusable(session, `${digest} has another content`)))
}

const configOf = async (lookup: Lookup, { config }: ImageManifest): Promise<Step<ImageConfig>> => {
  const bytes = await getByDigest(lookup, 'blobs', config)
  if (E.isLeft(bytes)) return bytes
  const parsed = parseImageConfig(bytes.right)
  return E.isLeft(parsed) ? E.left(ofOne(unusable(lookup.session, `its configuration: ${parsed.left}`))) : parsed
}

interface Image {
  readonly manifest: ImageManifest
  readonly config: ImageConfig
}

const imageAt = async (lookup: Lookup, digest: ImageDigest): Promise<Step<Image>> => {
  const bytes = await getByDigest(lookup, 'manifests', digest)
  if (E.isLeft(bytes)) return bytes
  const document = parseDocument(bytes.right)
  if (E.isLeft(document)) return E.left(ofOne(unusable(lookup.session, `${digest}: ${document.left}`)))
  if (document.right.kind !== 'manifest') {
    return E.left(ofOne(unusable(lookup.session, `${digest} of its index is no manifest of an image`)))
  }
  const { manifest } = document.right
  const config = await configOf(lookup, manifest)
  return E.isLeft(config) ? config : E.right({ manifest, config: config.right })
}

/** The first entry that can be used speaks for all, as they are built from one source; those before it count for nothing. */
const detailsOfIndex = async (lookup: Lookup, { entries }: Index): Promise<Step<Details>> => {
  let first: Setback | undefined
  for (const [at, { digest }] of entries.slice(0, MOST_TRIED).entries()) {
    const image = await imageAt(lookup, digest)
    if (E.isRight(image)) return E.right(detailsOf(entries.slice(at), image.right.manifest, image.right.config))
    if (!image.left.isOfOne) return image
    first ??= image.left
  }
  return E.left(first ?? ofOne(unusable(lookup.session, 'its index lists no image for Linux')))
}

const detailsIn = async (lookup: Lookup, answer: RegistryAnswer): Promise<Step<Details>> => {
  const { session } = lookup
  const document = parseDocument(answer.body)
  if (E.isLeft(document)) return E.left(ofOne(unusable(session, document.left)))
  switch (document.right.kind) {
    case 'foreign':
      return E.left(ofOne(noRegistry(session, answer.at, isPage(answer) ? PAGE : document.right.what)))
    case 'index':
      return detailsOfIndex(lookup, document.right.index)
    case 'manifest': {
      const { manifest } = document.right
      const config = await configOf(lookup, manifest)
      return E.isLeft(config) ? config : E.right(detailsOf([], manifest, config.right))
    }
  }
}

const saidDigest = ({ headers }: RegistryAnswer): unknown => headers['docker-content-digest']

/** The content has to be what was asked for, and what the registry itself says that it is. */
const isItself = (answer: RegistryAnswer, reference: string): boolean => {
  const digest = digestOf(answer.body)
  if (reference.startsWith('sha256:') && reference !== digest) return false
  const said = saidDigest(answer)
  return typeof said !== 'string' || !said.startsWith('sha256:') || said === digest
}

const keyOf = ({ endpoint: { host, repository } }: Session): string => `${host}/${repository}`

/** Who refuses a HEAD may answer a GET: it is not known to all, and where content is elsewhere, signed for GET alone. */
const mayBeOfHead = (problem: RequestProblem): boolean =>
  problem.kind === 'status' &&
  ([400, 403, 404, 405, 406, 410, 415, 501].includes(problem.status) || problem.status < 300)

/**
 * HEAD first: it costs nothing of what Docker Hub counts, and all there is to say of a tag that stands still. Undefined when it
 * does not tell enough, so that the content has to be asked for; some registries know no HEAD at all.
 */
const byHead = async (
  lookup: Lookup,
  path: string,
  known: Known,
): Promise<E.Either<RequestProblem, FoundImage | undefined>> => {
  const { session, ask } = lookup
  const head = await ask('HEAD', path, MANIFEST_TYPES)
  if (E.isLeft(head)) return mayBeOfHead(head.left) ? E.right(undefined) : head
  const digest = saidDigest(head.right)
  if (!ImageDigest.is(digest)) return E.right(undefined)
  const details = known.get(keyOf(session), digest)
  return E.right(details && { outcome: 'found', digest, ...details })
}

/** At most a HEAD, and a GET of the tag; then of one image of an index, and of that image's configuration. */
export const findImage = async (session: Session, known: Known): Promise<FoundImage | FailedLookup> => {
  const lookup: Lookup = { session, ask: registryClient(session).ask }
  const { reference } = session.endpoint
  const path = `manifests/${reference}`
  const unchanged = await byHead(lookup, path, known)
  if (E.isLeft(unchanged)) return failedLookupOf(session, unchanged.left)
  if (unchanged.right !== undefined) return unchanged.right
  const answer = await lookup.ask('GET', path, MANIFEST_TYPES)
  if (E.isLeft(answer)) return failedLookupOf(session, answer.left)
  const digest = digestOf(answer.right.body)
  const key = keyOf(session)
  const before = known.get(key, digest)
  if (before !== undefined && isItself(answer.right, reference)) return { outcome: 'found', digest, ...before }
  if (!isItself(answer.right, reference)) {
    return isPage(answer.right)
      ? noRegistry(session, answer.right.at, PAGE)
      : unusable(session, 'its content is not what its digest says')
  }
  const details = await detailsIn(lookup, answer.right)
  if (E.isLeft(details)) return details.left.failure
  known.set(key, digest, details.right)
  return { outcome: 'found', digest, ...details.right }
}
