import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'

export const root = join(__dirname, '..', '..')

/** A test file, as a path from the top, and titles of tests in it. */
export interface Proof {
  readonly file: string
  readonly titles: ReadonlyArray<string>
}

/** A link to a test file, and behind it the titles of tests in it: `[name](../test/x.test.ts) “title”, “title”`. */
const PROOF = /\[[^\]]+\]\(([^)]+)\) (“[^”]+”(?:, “[^”]+”)*)/g

/** The proofs in a text of `page`, whose links are relative to it. */
export const proofsIn = (page: string, text: string): ReadonlyArray<Proof> =>
  [...text.matchAll(PROOF)].map(([, link = '', titles = '']) => ({
    file: relative(root, resolve(dirname(page), link)),
    titles: [...titles.matchAll(/“([^”]+)”/g)].map(([, title = '']) => title),
  }))

const filesOf = (proofs: ReadonlyArray<Proof>): ReadonlyArray<string> => [...new Set(proofs.map(({ file }) => file))]

export const missingFiles = (proofs: ReadonlyArray<Proof>): ReadonlyArray<string> =>
  filesOf(proofs).filter(file => !existsSync(join(root, file)))

/** Titles by file, as mocha finds them, since tables make up many; without skipped tests. Nothing is run. */
const titlesIn = (files: ReadonlyArray<string>): ReadonlyMap<string, ReadonlySet<string>> => {
  const mocha = join(root, 'node_modules', 'mocha', 'bin', 'mocha.js')
  const options = { cwd: root, encoding: 'utf8' as const, maxBuffer: 64 * 1024 * 1024 }
  const output = execFileSync(process.execPath, [mocha, '--dry-run', '--reporter', 'json', ...files], options)
  const { passes } = JSON.parse(output.slice(output.indexOf('{'))) as {
    readonly passes: ReadonlyArray<{ readonly file: string; readonly title: string }>
  }
  const found = new Map<string, Set<string>>(files.map(file => [file, new Set()]))
  for (const { file, title } of passes) found.get(relative(root, file))?.add(title)
  return found
}

/** One line for each named test that is not there. Takes seconds: mocha loads all the files in a process of its own. */
export const missingTests = (proofs: ReadonlyArray<Proof>): ReadonlyArray<string> => {
  const titles = titlesIn(filesOf(proofs).filter(file => existsSync(join(root, file))))
  return proofs.flatMap(({ file, titles: named }) =>
    named.filter(title => !titles.get(file)?.has(title)).map(title => `${file}: ${title}`),
  )
}
