import * as t from 'io-ts'
import { isApiError } from '../../hooks/ports/api/api-request'
import { type Api, apiSentence } from '../cluster/api'
import { isCommandError } from '../exit'
import type { BundleFile } from './archive'
import { redactText, redactValue } from './redact'

/** What could not be had, and why: a right that the user lacks, a pod without a log. */
export interface Missing {
  readonly what: string
  readonly why: string
}

/** What the bundle is made of so far. */
export interface Pieces {
  readonly files: ReadonlyArray<BundleFile>
  readonly missing: ReadonlyArray<Missing>
}

/** A part of the bundle by its name; `read` answers its files, or rejects when it cannot be had. */
export interface Part {
  readonly what: string
  readonly read: () => Promise<ReadonlyArray<BundleFile>>
}

const whyNot = (error: unknown): string => {
  if (isApiError(error)) return apiSentence(error)
  if (isCommandError(error)) return error.message
  throw error
}

/** Reads the parts one after the other, so that a large cluster is not asked for everything at once. One that cannot be had ends no other. */
export const readParts = async (parts: ReadonlyArray<Part>): Promise<Pieces> => {
  const files: BundleFile[] = []
  const missing: Missing[] = []
  for (const { what, read } of parts) {
    try {
      files.push(...(await read()))
    } catch (error) {
      missing.push({ what, why: redactText(whyNot(error)) })
    }
  }
  return { files, missing }
}

export interface KubernetesObject {
  readonly metadata: {
    readonly name: string
    readonly labels?: Readonly<Record<string, string>>
    readonly [field: string]: unknown
  }
  readonly [field: string]: unknown
}

/** Any object of the API server, whole. */
export const AnyObject = t.intersection(
  [
    t.type({
      metadata: t.intersection([t.type({ name: t.string }), t.partial({ labels: t.record(t.string, t.string) })]),
    }),
    t.UnknownRecord,
  ],
  'Object',
) as unknown as t.Type<KubernetesObject, unknown, unknown>

/** Objects as a file, one a line, without credentials. */
export const objectLines = (name: string, objects: ReadonlyArray<object>): BundleFile => ({
  name,
  text: objects.map(object => `${JSON.stringify(redactValue(object))}\n`).join(''),
})

export interface Listing {
  readonly file: string
  readonly path: string
  /** Left out: all of them. */
  readonly isWanted?: (object: KubernetesObject) => boolean
  /** Left out: the object as it is. */
  readonly shownAs?: (object: KubernetesObject) => object
}

/** The objects of one path as a part of the bundle. */
export const listing = (
  api: Api,
  { file, path, isWanted = () => true, shownAs = object => object }: Listing,
): Part => ({
  what: file,
  read: async () => [objectLines(file, (await api.list(AnyObject, path)).filter(isWanted).map(shownAs))],
})
