import type { Style } from './style'
import { hanging } from './wrap'

/** A label and what is said under it: a paragraph, or a list of them. */
export type Field = readonly [label: string, text: string | ReadonlyArray<string> | undefined]

/** Labels in one column, texts wrapped beside them; fields without a text are left out. */
export const fields = (all: ReadonlyArray<Field>, { width, paint }: Style): ReadonlyArray<string> => {
  const told = all.flatMap(([label, text]) => {
    const paragraphs = typeof text === 'string' ? [text] : (text ?? [])
    return paragraphs.map((paragraph, at) => [at === 0 ? label : '', paragraph] as const)
  })
  const column = Math.max(0, ...told.map(([label]) => label.length)) + 2
  return told.flatMap(([label, paragraph]) =>
    hanging(label.padEnd(column), paragraph, { width }).map(
      line => paint('dim', line.slice(0, column)) + line.slice(column),
    ),
  )
}
