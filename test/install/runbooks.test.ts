import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { withRunbooksAt } from '../../install/runbooks'

const RULES = readFileSync(join(__dirname, '../../manifests/monitoring/prometheus-rule.yaml'), 'utf8')

const urlsIn = (rules: string): ReadonlyArray<string> =>
  [...rules.matchAll(/runbook_url: (\S+)/g)].map(([, url = '']) => url)

describe('the runbooks of alerts', () => {
  it('are sections of the page that is given', () => {
    const urls = urlsIn(withRunbooksAt(RULES, 'https://docs.example.com/runbooks'))
    assert.equal(urls.length, RULES.match(/- alert:/g)?.length)
    assert.ok(
      urls.every(url => /^https:\/\/docs\.example\.com\/runbooks#bootc\w+$/.test(url)),
      urls.join(' '),
    )
  })

  it('change nothing else of the rules', () =>
    assert.equal(withRunbooksAt(RULES, 'https://bootc-operator.example/docs/runbooks.md'), RULES))

  for (const page of ['docs/runbooks.md', 'ftp://example.com/x', 'https://example.com/x#part', '']) {
    it(`are refused at "${page}"`, () =>
      assert.throws(() => withRunbooksAt(RULES, page), /--runbooks: expected the address/))
  }
})
