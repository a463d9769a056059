import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { CRD_FOLDER, type Plural } from './crd'

/** A printer column of a CRD. `jsonPath` is a plain path such as `.spec.pool`; priority 0 is shown without `-o wide`. */
export interface Column {
  readonly name: string
  readonly type: string
  readonly jsonPath: string
  readonly priority?: number
  readonly description: string
}

/** The columns of a kind's only version, in their order. */
export const columnsOf = (plural: Plural): ReadonlyArray<Column> =>
  parse(readFileSync(join(CRD_FOLDER, `${plural}.yaml`), 'utf8')).spec.versions[0].additionalPrinterColumns

/** The steps of a plain path: `.spec.holds[0]` has spec, holds and 0. */
export const stepsOf = ({ jsonPath }: Column): ReadonlyArray<string> => jsonPath.match(/[^.[\]]+/g) ?? []

/** The cell of an object in a column; empty when the object has no such field, as kubectl shows it. */
export const cellOf = (object: unknown, column: Column): string => {
  const value = stepsOf(column).reduce<unknown>(
    (inner, step) => (inner as Readonly<Record<string, unknown>> | undefined)?.[step],
    object,
  )
  return value === undefined ? '' : String(value)
}
