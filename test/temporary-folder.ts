import { chmodSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'

/**
 * A run of mocha has a TMPDIR of its own, and removes it however the run ends: a suite that fails, or of which only the
 * titles are asked for, makes folders and comes to no `after`. Workers and the programs that tests start inherit it.
 */
const OWNED = 'BOOTC_TESTS_TMPDIR'

/** tsx keeps there what it has compiled, which all runs share. */
const COMPILED = `tsx-${userInfo().uid}`

const ownFolder = (): void => {
  const folder = mkdtempSync(join(tmpdir(), 'bootc-tests-'))
  // Some tests start programs as another user.
  chmodSync(folder, 0o755)
  symlinkSync(join(tmpdir(), COMPILED), join(folder, COMPILED))
  Object.assign(process.env, { TMPDIR: folder, [OWNED]: folder })
  process.once('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }))
}

if (process.env[OWNED] === undefined) ownFolder()
