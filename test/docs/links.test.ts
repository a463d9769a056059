import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { root } from '../support/named-tests'

const pagesIn = (folder: string): ReadonlyArray<string> =>
  readdirSync(join(root, folder))
    .filter(name => name.endsWith('.md'))
    .map(name => join(folder, name))

const pages = [...pagesIn('.'), ...pagesIn('docs')]

/** Files that a page links to, without addresses elsewhere and places within a page. */
const linkedFrom = (page: string): ReadonlyArray<string> =>
  [...readFileSync(join(root, page), 'utf8').matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, link = '']) => link.replace(/#.*$/, ''))
    .filter(link => link !== '' && !/^[a-z]+:/.test(link))

describe('links between documents', () => {
  for (const page of pages) {
    it(`of ${page} lead somewhere`, () =>
      assert.deepEqual(
        linkedFrom(page).filter(link => !existsSync(resolve(root, dirname(page), link))),
        [],
      ))
  }
})
