import {
  type Node,
  type NodeArray,
  type ParameterDeclaration,
  type SpreadAssignment,
  SyntaxKind,
} from 'typescript/unstable/ast'
import { type Source, walk } from './source'

/** p50, p90 and the largest of some numbers, as `45 / 109 / 201`. */
export const spread = (numbers: ReadonlyArray<number>): string => {
  const sorted = [...numbers].sort((a, b) => a - b)
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
  return `${at(0.5)} / ${at(0.9)} / ${at(1)}`
}

const linesOf = ({ text, tree }: Source, node: Node): number =>
  text.slice(node.getStart(tree), node.end).split('\n').length

export interface NamedFunction {
  readonly file: string
  readonly name: string
  readonly lines: number
  readonly parameters: number
}

interface Callable extends Node {
  readonly parameters: NodeArray<ParameterDeclaration>
}

interface Named extends Node {
  readonly name?: Node
  readonly initializer?: Node
}

const BODIES: ReadonlySet<SyntaxKind> = new Set([SyntaxKind.ArrowFunction, SyntaxKind.FunctionExpression])
const HOLDERS: ReadonlySet<SyntaxKind> = new Set([SyntaxKind.VariableDeclaration, SyntaxKind.PropertyAssignment])
const DECLARATIONS: ReadonlySet<SyntaxKind> = new Set([SyntaxKind.FunctionDeclaration, SyntaxKind.MethodDeclaration])

/** The function that a declaration, a constant or a property names; undefined when it names none. */
const functionOf = (node: Named): Callable | undefined => {
  if (DECLARATIONS.has(node.kind)) return node as unknown as Callable
  const { initializer } = node
  const isFunction = HOLDERS.has(node.kind) && initializer !== undefined && BODIES.has(initializer.kind)
  return isFunction ? (initializer as Callable) : undefined
}

/** Functions that have a name: declarations, `const f = () =>`, and properties. */
export const functionsOf = (source: Source): ReadonlyArray<NamedFunction> => {
  const found: NamedFunction[] = []
  walk(source.tree, node => {
    const named = node as Named
    const callable = functionOf(named)
    if (callable === undefined) return
    const name = named.name === undefined ? '' : source.text.slice(named.name.getStart(source.tree), named.name.end)
    found.push({
      file: source.file,
      name,
      lines: linesOf(source, named),
      parameters: callable.parameters.length,
    })
  })
  return found
}

interface Conditional extends Node {
  readonly expression?: Node
  readonly operatorToken?: Node
}

const CONDITIONS: ReadonlySet<SyntaxKind> = new Set([
  SyntaxKind.AmpersandAmpersandToken,
  SyntaxKind.BarBarToken,
  SyntaxKind.QuestionQuestionToken,
])

const isConditional = (node: Conditional): boolean => {
  if (node.kind === SyntaxKind.ParenthesizedExpression) return isConditional(node.expression as Conditional)
  if (node.kind === SyntaxKind.ConditionalExpression) return true
  return node.operatorToken !== undefined && CONDITIONS.has(node.operatorToken.kind)
}

/** How many spreads into an object depend on a condition, such as `...(x === undefined ? {} : { x })`. */
export const conditionalSpreads = ({ tree }: Source): number => {
  let count = 0
  walk(tree, node => {
    if (node.kind === SyntaxKind.SpreadAssignment && isConditional((node as SpreadAssignment).expression)) count += 1
  })
  return count
}

const EXPORT = /^export (?:declare )?(?:async )?(?:const|let|function|interface|type|enum) (\w+)/gm

/** The names that a file exports, each once; a codec and its type share one. */
export const exportsOf = ({ text }: Pick<Source, 'text'>): ReadonlySet<string> =>
  new Set([...text.matchAll(EXPORT)].map(([, name = '']) => name))
