import { existsSync } from 'node:fs'
import { join, relative } from 'node:path'
import { type Node, type SourceFile, SyntaxKind } from 'typescript/unstable/ast'
import { API } from 'typescript/unstable/sync'

/** A file of the repository: its path from the top, its text, and its syntax tree. */
export interface Source {
  readonly file: string
  readonly text: string
  readonly tree: SourceFile
}

const PROJECTS = ['tsconfig.json', 'cli/dashboard/page/tsconfig.json']

/** All TypeScript files of a checkout, sorted by path. Packages need not be installed there. */
export const sourcesOf = (root: string): ReadonlyArray<Source> => {
  const api = new API({ cwd: root })
  const openProjects = PROJECTS.map(project => join(root, project)).filter(existsSync)
  const programs = api.updateSnapshot({ openProjects }).getProjects()
  const found = new Map<string, Source>()
  for (const { program } of programs) {
    for (const name of program.getSourceFileNames()) {
      const file = relative(root, name)
      if (file.startsWith('..') || file.includes('node_modules') || file.endsWith('.d.ts')) continue
      const tree = program.getSourceFile(name)
      if (tree !== undefined) found.set(file, { file, text: tree.text, tree })
    }
  }
  api.close()
  return [...found.values()].sort((a, b) => (a.file < b.file ? -1 : 1))
}

/** Calls `visit` for every node of a tree, outer ones first. */
export const walk = (node: Node, visit: (node: Node) => void): void => {
  visit(node)
  node.forEachChild(child => walk(child, visit))
}

const LITERALS: ReadonlySet<SyntaxKind> = new Set([
  SyntaxKind.StringLiteral,
  SyntaxKind.NoSubstitutionTemplateLiteral,
  SyntaxKind.TemplateHead,
  SyntaxKind.TemplateMiddle,
  SyntaxKind.TemplateTail,
  SyntaxKind.RegularExpressionLiteral,
])

const COMMENT = /\/\*[\s\S]*?\*\/|\/\/.*/g
const blank = (text: string): string => text.replace(/[^\n]/g, ' ')

/** The text with its literals blanked, so that a `//` in it begins a comment. Line breaks stay. */
const withoutLiterals = ({ text, tree }: Source): string => {
  const parts: string[] = []
  let at = 0
  walk(tree, node => {
    if (!LITERALS.has(node.kind)) return
    const start = node.getStart(tree)
    parts.push(text.slice(at, start), blank(text.slice(start, node.end)))
    at = node.end
  })
  return [...parts, text.slice(at)].join('')
}

/** A line of a comment, and where it is; the first line is 1. */
export interface CommentLine {
  readonly file: string
  readonly line: number
  readonly text: string
}

/** Every line that a comment touches. */
export const commentLinesOf = (source: Source): ReadonlyArray<CommentLine> => {
  const bare = withoutLiterals(source)
  return [...bare.matchAll(COMMENT)].flatMap(({ 0: comment, index }) => {
    const first = bare.slice(0, index).split('\n').length
    return comment.split('\n').map((text, i) => ({ file: source.file, line: first + i, text: text.trim() }))
  })
}

/** The text with its comments blanked. */
export const codeOf = (source: Source): string => {
  const bare = withoutLiterals(source)
  const parts: string[] = []
  let at = 0
  for (const { 0: comment, index } of bare.matchAll(COMMENT)) {
    parts.push(source.text.slice(at, index), blank(comment))
    at = index + comment.length
  }
  return [...parts, source.text.slice(at)].join('')
}
