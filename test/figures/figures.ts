import { basename } from 'node:path'
import { arrowsOf, circlesOf, floorsOf, graphOf, importsOf, roomsIn } from './rooms'
import { conditionalSpreads, exportsOf, functionsOf, spread } from './shape'
import { type CommentLine, codeOf, commentLinesOf, type Source } from './source'

/** What runs at users' sites; its folders are those of the first commit that was measured and of today. */
const PRODUCT = ['packages', 'hooks', 'agent', 'cli', 'image', 'install']
/** Words that hide the subject of a sentence. */
export const DIALECT = /\b(told|tells|looks|whoever|nobody|somebody|anew|for ever|of ours)\b/i
/** A phase that no other word contains. */
const A_PHASE = /\bVerifying\b/

export const under =
  (...folders: ReadonlyArray<string>) =>
  ({ file }: Pick<Source, 'file'>): boolean =>
    folders.some(folder => file === folder || file.startsWith(`${folder.replace(/\/$/, '')}/`))

/** Comment lines in dialect. */
export const dialectIn = (sources: ReadonlyArray<Source>): ReadonlyArray<CommentLine> =>
  sources.flatMap(commentLinesOf).filter(({ text }) => DIALECT.test(text))

/** The share of comment lines in dialect, as `15.2 % of 1748`. */
export const dialectShare = (sources: ReadonlyArray<Source>): string => {
  const all = sources.flatMap(commentLinesOf).length
  return `${((100 * dialectIn(sources).length) / Math.max(1, all)).toFixed(1)} % of ${all}`
}

/** Exported names that stand in more than one file. */
const ambiguous = (sources: ReadonlyArray<Source>): number => {
  const files = new Map<string, number>()
  for (const name of sources.flatMap(source => [...exportsOf(source)])) files.set(name, (files.get(name) ?? 0) + 1)
  return [...files.values()].filter(count => count > 1).length
}

/** Whether a test has the name of a file that it imports, a topic behind it or not, or of the one at the same path of the sources. */
const isNamedAfter = (test: Source, files: ReadonlySet<string>): boolean => {
  const path = test.file.replace(/\.test\.ts$/, '')
  const name = basename(path)
  const isOf = (imported: string): boolean => name === imported || name.startsWith(`${imported}-`)
  return (
    files.has(`${path.replace(/^test\//, '')}.ts`) ||
    importsOf(test)
      .map(file => basename(file))
      .some(isOf)
  )
}

/** How many unit tests a newcomer finds by the name of what they test, as `152 of 253 (60 %)`. */
export const namedTests = (sources: ReadonlyArray<Source>): string => {
  const files = new Set(sources.map(({ file }) => file))
  const tests = sources.filter(source => /^test\/(?!cluster\/).*\.test\.ts$/.test(source.file))
  const named = tests.filter(test => isNamedAfter(test, files)).length
  return `${named} of ${tests.length} (${Math.round((100 * named) / Math.max(1, tests.length))} %)`
}

const drawn = (sources: ReadonlyArray<Source>, folder: string): string => {
  const graph = graphOf(sources, roomsIn(folder))
  return `${graph.size} / ${floorsOf(graph)} / ${arrowsOf(graph)}`
}

/** One line of the table: what is counted, the count, and the goal where there is one. */
export interface Figure {
  readonly name: string
  readonly value: string
  readonly goal: string
}

/** The figures of a checkout. */
export const figuresOf = (sources: ReadonlyArray<Source>): ReadonlyArray<Figure> => {
  const product = sources.filter(under(...PRODUCT))
  const functions = product.flatMap(functionsOf)
  const lengths = functions.map(({ lines }) => lines)
  const longer = (limit: number): number => lengths.filter(lines => lines > limit).length
  const fileLines = product.map(({ text }) => text.split('\n').length - 1)
  const of = (...folders: ReadonlyArray<string>): ReadonlyArray<Source> => sources.filter(under(...folders))
  const circles = circlesOf(graphOf(sources, file => file))
  const spreads = product.reduce((sum, source) => sum + conditionalSpreads(source), 0)
  const figure = (name: string, value: string | number, goal = ''): Figure => ({ name, value: String(value), goal })
  return [
    figure('product files / lines', `${product.length} / ${fileLines.reduce((sum, lines) => sum + lines, 0)}`),
    figure('lines of a product file, p50 / p90 / max', spread(fileLines)),
    figure('product functions', lengths.length),
    figure('lines of a product function, p50 / p90 / max', spread(lengths)),
    figure('product functions over 25 / 40 lines', `${longer(25)} / ${longer(40)}`),
    figure('product functions over 60 lines', longer(60), '0'),
    figure(
      'product functions with more than 3 parameters',
      functions.filter(({ parameters }) => parameters > 3).length,
    ),
    figure('hooks: rooms / floors / imports between rooms', drawn(sources, 'hooks')),
    figure(
      'hooks/rollout-sync: rooms / floors / imports between rooms',
      drawn(sources, 'hooks/rollout-sync'),
      '9 / 7 / 17',
    ),
    figure('agent: rooms / floors / imports between rooms', drawn(sources, 'agent'), '14 / 9 / 53'),
    figure('circles of imports, tests and test bed included', circles.length, '0'),
    figure(
      'product files that name the phase Verifying',
      product.filter(source => A_PHASE.test(codeOf(source))).length,
      '≤ 8',
    ),
    figure('exported names with more than one meaning', ambiguous(product), '0'),
    figure('conditional spreads in the product', spreads, '< 15'),
    figure('unit tests that have the name of the file that they test', namedTests(sources), '≥ 50 %'),
    figure('dialect in comment lines, product', dialectShare(product), '< 3 %'),
    figure('dialect in comment lines, hooks', dialectShare(of('hooks')), '< 3 %'),
    figure('dialect in comment lines, agent', dialectShare(of('agent')), '< 3 %'),
    figure('dialect in comment lines, cli', dialectShare(of('cli')), '< 3 %'),
    figure('dialect in comment lines, tests and test bed', dialectShare(of('test', 'e2e', 'testbed', 'bench'))),
  ]
}
