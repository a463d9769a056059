import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { poolReference } from '../../install/pool-reference'

const ROOT = join(__dirname, '../..')

describe('docs/pool.md', () => {
  const text = poolReference(join(ROOT, 'manifests'))

  it('is what `npm run manifests` makes now', () =>
    assert.ok(
      readFileSync(join(ROOT, 'docs', 'pool.md'), 'utf8') === text,
      'docs/pool.md is not current: run `npm run manifests` and commit it',
    ))

  it('has a row for every field, with its type and what it is', () => {
    const rows = text.split('\n').filter(line => line.startsWith('| `'))
    assert.ok(rows.length > 60, `${rows.length} rows`)
    assert.deepEqual(
      rows.filter(row => row.split(/(?<!\\)\|/).some((part, at) => at > 0 && at < 4 && part.trim() === '')),
      [],
    )
  })
})
