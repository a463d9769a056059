import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Bundles of the present sources, in a folder that lives as long as the suite that calls this; its path once they are made. */
export const temporaryBundles = (): (() => string) => {
  let folder = ''
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'bundles-'))
    execFileSync(process.execPath, ['--import=tsx', 'build.ts', folder])
  })
  after(() => rmSync(folder, { recursive: true, force: true }))
  return () => folder
}
