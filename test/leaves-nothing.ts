import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'

/** Ends a run in which a test left a folder or a file behind, even though temporary-folder.ts removes it then. */
export const mochaGlobalTeardown = (): void => {
  const left = readdirSync(tmpdir()).filter(name => !name.startsWith('tsx-'))
  assert.deepEqual(left, [], `left in ${tmpdir()}: remove each in an \`after\` of the suite that made it`)
}
