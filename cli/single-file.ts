import { execFile } from 'node:child_process'
import { chmod, copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import { inject } from 'postject'
import { cliBundle } from './bundle'

const run = promisify(execFile)

/** Where a Node looks for a program within itself, and the mark that says that there is one (nodejs.org/docs, single executable applications). */
const RESOURCE = 'NODE_SEA_BLOB'
const SEGMENT = 'NODE_SEA'
const isMac = process.platform === 'darwin'
const FUSE = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2'

export interface SingleFile {
  /** The file that is written. */
  readonly file: string
  /** The Node that it becomes a copy of: for this system, and of the version that runs the build. */
  readonly node?: string
}

/** Writes the command line as one file that needs no Node: a copy of Node, with the bundle in it. */
export const buildSingleFile = async ({ file, node = process.execPath }: SingleFile): Promise<void> => {
  const folder = await mkdtemp(join(tmpdir(), 'bootc-single-file-'))
  const [config, blob] = [join(folder, 'config.json'), join(folder, 'blob')]
  try {
    // Node would take the first line that makes a script a program for a mistake.
    await build({ ...cliBundle(), banner: {}, outdir: folder })
    const main = join(folder, 'kubectl-bootc.js')
    await writeFile(config, JSON.stringify({ main, output: blob, disableExperimentalSEAWarning: true }))
    await run(node, ['--experimental-sea-config', config])
    await copyFile(node, file)
    await chmod(file, 0o755)
    // macOS starts nothing whose signature does not fit: the one of Node goes, and a local one comes.
    if (isMac) await run('codesign', ['--remove-signature', file])
    await inject(file, RESOURCE, await readFile(blob), {
      sentinelFuse: FUSE,
      ...(isMac && { machoSegmentName: SEGMENT }),
    })
    if (isMac) await run('codesign', ['--sign', '-', file])
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
