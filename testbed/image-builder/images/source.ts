import { join } from 'node:path'
import { license, version as packageVersion } from '../../../package.json'
import { runProgram } from '../../tools/run-program'

/** What an image is made from, for its labels. */
export interface Source {
  readonly version: string
  readonly license: string
  /** The commit; undefined outside a git clone, with `-dirty` when files differ from it. */
  readonly revision: string | undefined
  readonly created: Date
}

const REPOSITORY = join(__dirname, '..', '..', '..')

const git = async (...args: ReadonlyArray<string>): Promise<string | undefined> => {
  const { code, stdout } = await runProgram('git', ['-C', REPOSITORY, ...args])
  return code === 0 ? stdout.trim() : undefined
}

/** The time of what it is made from, never of the making: https://reproducible-builds.org/docs/source-date-epoch/ */
const createdAt = (epoch: string | undefined): Date => {
  const seconds = Number(epoch ?? 0)
  if (!Number.isInteger(seconds)) throw new Error(`SOURCE_DATE_EPOCH must be a whole number of seconds, got "${epoch}"`)
  return new Date(seconds * 1000)
}

/** The source tree around this file; `version` instead of the one in package.json, for whoever tests upgrades. */
export const readSource = async (version = packageVersion): Promise<Source> => {
  const commit = await git('rev-parse', 'HEAD')
  const changes = commit === undefined ? undefined : await git('status', '--porcelain')
  const epoch = process.env['SOURCE_DATE_EPOCH'] || (await git('log', '-1', '--format=%ct'))
  return {
    version,
    license,
    revision: commit === undefined || changes === '' ? commit : `${commit}-dirty`,
    created: createdAt(epoch),
  }
}
