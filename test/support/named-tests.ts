import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative, resolve } from 'node:path'
import Mocha, { type Suite } from 'mocha'

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

/** Suites that are only loaded make folders that no `after` removes. */
const inOwnTmpdir = <T>(run: () => T): T => {
  const outside = tmpdir()
  const folder = mkdtempSync(join(outside, 'titles-'))
  process.env['TMPDIR'] = folder
  try {
    return run()
  } finally {
    process.env['TMPDIR'] = outside
    rmSync(folder, { recursive: true, force: true })
  }
}

const titlesOf = (suite: Suite): ReadonlyArray<string> => [
  ...suite.tests.filter(test => !test.isPending()).map(({ title }) => title),
  ...suite.suites.flatMap(titlesOf),
]

/** What `describe` and `it` of these files make, since tables make up many titles. Nothing is run. */
const loaded = (files: ReadonlyArray<string>): Suite => {
  // A file that this process has loaded already would not be run again, and neither would it for mocha afterwards.
  const forget = (): void => {
    for (const file of files) delete require.cache[file]
  }
  // Protected in its types; `loadFilesAsync` would import the files, of which Node forgets none.
  const mocha = new Mocha() as unknown as Pick<Mocha, 'addFile' | 'suite'> & { readonly loadFiles: () => void }
  forget()
  for (const file of files) mocha.addFile(file)
  mocha.loadFiles()
  forget()
  return mocha.suite
}

/** Titles by file, as mocha finds them; without skipped tests. */
const titlesIn = (files: ReadonlyArray<string>): ReadonlyMap<string, ReadonlySet<string>> =>
  inOwnTmpdir(() => new Map(files.map(file => [file, new Set(titlesOf(loaded([join(root, file)])))])))

/** One line for each named test that is not there. Takes seconds: all the files are loaded. */
export const missingTests = (proofs: ReadonlyArray<Proof>): ReadonlyArray<string> => {
  const titles = titlesIn(filesOf(proofs).filter(file => existsSync(join(root, file))))
  return proofs.flatMap(({ file, titles: named }) =>
    named.filter(title => !titles.get(file)?.has(title)).map(title => `${file}: ${title}`),
  )
}
