import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { NODE_PHASES } from '../../hooks/node/phases'
import { root } from '../support/named-tests'

const page = readFileSync(join(root, 'docs', 'architecture.md'), 'utf8')

/** Rows of the table of phases: phase, and what is named as code in its last cell. */
const rows = [...page.matchAll(/^\| `([A-Z]\w+)` \|.*\|(.*)\|$/gm)].map(([, phase = '', last = '']) => ({
  phase,
  files: [...last.matchAll(/`([^`]+\.ts)`/g)].map(([, file = '']) => file),
}))

const isThere = (file: string): boolean =>
  existsSync(join(root, file)) || existsSync(join(root, 'hooks', 'rollout-sync', file))

describe('docs/architecture.md', () => {
  it('explains every phase of a node, in their order', () =>
    assert.deepEqual(
      rows.map(({ phase }) => phase),
      [...NODE_PHASES],
    ))

  it('names files that are there', () =>
    assert.deepEqual(
      rows.flatMap(({ files }) => files).filter(file => !isThere(file)),
      [],
    ))
})
