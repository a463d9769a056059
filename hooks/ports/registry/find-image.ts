import * as E from 'fp-ts/Either'
import type { ImageDigest } from '../../api/image'
import type { FailedLookup, FoundImage } from '../registry'
import { type Answer, get, type Session } from './exchange'
import { failureOf, unusable } from './failure'
import {
  architecturesOf,
  digestOf,
  exampleOf,
  type ImageConfig,
  type Index,
  labelsOf,
  MANIFEST_TYPES,
  type Manifest,
  parseDocument,
  parseImageConfig,
} from './manifest'

/** Labels that make bootc take an image as its own (bootc.md §2.1). */
const BOOTC_LABELS = ['containers.bootc', 'ostree.bootable']
const VERSION = 'org.opencontainers.image.version'
const CREATED = 'org.opencontainers.image.created'
const NOT_FOUND = 404

type Step<A> = E.Either<FailedLookup, A>

const statusOf = (error: unknown): unknown => (error as { readonly statusCode?: unknown } | undefined)?.statusCode

/** What is named by its digest must be what the digest says, whoever it comes from. */
const getByDigest = async (
  session: Session,
  kind: 'manifests' | 'blobs',
  digest: ImageDigest,
): Promise<Step<Buffer>> => {
  try {
    const accept = kind === 'manifests' ? MANIFEST_TYPES : '*/*'
    const { bytes } = await get(session, `${kind}/${digest}`, accept)
    return digestOf(bytes) === digest ? E.right(bytes) : E.left(unusable(session, `${digest} has another content`))
  } catch (error) {
    if (statusOf(error) === NOT_FOUND) return E.left(unusable(session, `the registry lacks its ${digest}`))
    throw error
  }
}

const configOf = async (session: Session, manifest: Manifest): Promise<Step<ImageConfig>> => {
  const bytes = await getByDigest(session, 'blobs', manifest.config.digest)
  if (E.isLeft(bytes)) return bytes
  return E.mapLeft((what: string) => unusable(session, `its configuration: ${what}`))(parseImageConfig(bytes.right))
}

const exampleManifest = async (session: Session, index: Index): Promise<Step<Manifest>> => {
  const digest = exampleOf(index)
  if (digest === undefined) return E.left(unusable(session, 'its index lists no image for Linux'))
  const bytes = await getByDigest(session, 'manifests', digest)
  if (E.isLeft(bytes)) return bytes
  const document = parseDocument(bytes.right)
  if (E.isLeft(document)) return E.left(unusable(session, `${digest}: ${document.left}`))
  if (document.right.kind === 'index') return E.left(unusable(session, 'its index lists another index'))
  return E.right(document.right.manifest)
}

/** RFC 3339, and a time that there can be: tools that build reproducibly write the year 1970 or nothing. */
const timeIn = (text: string | undefined): string | undefined =>
  text !== undefined && /^\d{4}-\d\d-\d\dT/.test(text) && Date.parse(text) > 0 ? text : undefined

export type Details = Pick<FoundImage, 'architectures' | 'bootc' | 'version' | 'createdAt'>

const describe = (index: Index | undefined, manifest: Manifest, config: ImageConfig): Details => {
  const labels = labelsOf(config)
  const annotations = manifest.annotations ?? {}
  const named = index === undefined ? [] : architecturesOf(index)
  const own = config.architecture === undefined || config.architecture === '' ? [] : [config.architecture]
  const version = labels[VERSION] ?? annotations[VERSION]
  const createdAt = timeIn(config.created) ?? timeIn(labels[CREATED]) ?? timeIn(annotations[CREATED])
  return {
    architectures: named.length > 0 ? named : own,
    bootc: BOOTC_LABELS.some(label => (labels[label] ?? '') !== ''),
    ...(version === undefined ? {} : { version }),
    ...(createdAt === undefined ? {} : { createdAt }),
  }
}

const detailsOf = async (session: Session, bytes: Buffer): Promise<Step<Details>> => {
  const document = parseDocument(bytes)
  if (E.isLeft(document)) return E.left(unusable(session, document.left))
  const index = document.right.kind === 'index' ? document.right.index : undefined
  const manifest =
    document.right.kind === 'manifest'
      ? E.right(document.right.manifest)
      : await exampleManifest(session, document.right.index)
  if (E.isLeft(manifest)) return manifest
  const config = await configOf(session, manifest.right)
  return E.isLeft(config) ? config : E.right(describe(index, manifest.right, config.right))
}

/** The content has to be what was asked for, and what the registry itself says that it is. */
const isItself = ({ bytes, digest: told }: Answer, reference: string): boolean => {
  const digest = digestOf(bytes)
  if (reference.startsWith('sha256:') && reference !== digest) return false
  return told === undefined || !told.startsWith('sha256:') || told === digest
}

/** Details by digest: they never change, so what is known needs no further requests. */
export type Known = Pick<Map<ImageDigest, Details>, 'get' | 'set'>

/** At most three requests: of the tag, of one image of an index, of that image's configuration. */
export const findImage = async (session: Session, known: Known): Promise<FoundImage | FailedLookup> => {
  try {
    const answer = await get(session, `manifests/${session.endpoint.reference}`, MANIFEST_TYPES)
    const digest = digestOf(answer.bytes)
    if (!isItself(answer, session.endpoint.reference))
      return unusable(session, 'its content is not what its digest says')
    const before = known.get(digest)
    if (before !== undefined) return { outcome: 'found', digest, ...before }
    const details = await detailsOf(session, answer.bytes)
    if (E.isLeft(details)) return details.left
    known.set(digest, details.right)
    return { outcome: 'found', digest, ...details.right }
  } catch (error) {
    return failureOf(session, error)
  }
}
