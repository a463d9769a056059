import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { missingFiles, missingTests, type Proof, proofsIn, root } from '../support/named-tests'

const page = join(root, 'docs', 'failures.md')

interface Row {
  readonly label: string
  readonly text: string
  readonly proofs: ReadonlyArray<Proof>
}

const rowsOf = (text: string): ReadonlyArray<Row> =>
  text
    .split('\n')
    .filter(line => /^\| [A-Z]\d+ \|/.test(line))
    .map(line => {
      const [label = '', , what = '', proof = ''] = line
        .slice(1, -1)
        .split('|')
        .map(cell => cell.trim())
      return { label, text: what, proofs: proofsIn(page, proof) }
    })

describe('docs/failures.md', () => {
  const rows = rowsOf(readFileSync(page, 'utf8'))
  const proofs = rows.flatMap(row => row.proofs)

  it('has every failure of the cluster side once', () => {
    const range = (from: number, to: number): ReadonlyArray<number> =>
      Array.from({ length: to - from + 1 }, (_, i) => from + i)
    // These labels belong to a longer list, of which the others are none of ours.
    const known: Readonly<Record<string, ReadonlyArray<number>>> = {
      A: [...range(4, 7), ...range(11, 14)],
      B: [...range(15, 20), ...range(26, 30)],
      C: range(32, 46),
      D: range(47, 61),
      F: range(75, 84),
      H: range(89, 96),
    }
    const groups = [...new Set([...Object.keys(known), ...rows.map(({ label }) => label.slice(0, 1))])]
    for (const group of groups) {
      const labels = rows.map(({ label }) => label).filter(label => label.startsWith(group))
      const want = known[group] ?? range(1, labels.length)
      assert.deepEqual(
        labels,
        want.map(number => `${group}${number}`),
      )
    }
  })

  it('proves each of them, or says why not', () => {
    const bare = rows.filter(
      ({ text, proofs: own }) => own.length === 0 && !/(Does not apply|Not handled yet): /.test(text),
    )
    assert.deepEqual(
      bare.map(({ label }) => label),
      [],
    )
  })

  it('names test files that exist', () => assert.deepEqual(missingFiles(proofs), []))

  it('names tests that exist', function () {
    this.timeout(300_000) // Two dozen test files are loaded.
    assert.deepEqual(missingTests(proofs), [])
  })
})
