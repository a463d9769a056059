/** Where a table that changes is shown. */
export interface Screen {
  readonly show: (lines: ReadonlyArray<string>) => void
  /** Prints a line above the table, or before it. */
  readonly say: (line: string) => void
}

const moveUp = (lines: number): string => (lines === 0 ? '' : `\u001b[${lines}A\u001b[0J`)

/** A terminal: the table is drawn over itself. */
const terminal = (stream: NodeJS.WriteStream): Screen => {
  let drawn: ReadonlyArray<string> = []
  const draw = (above: ReadonlyArray<string>, lines: ReadonlyArray<string>): void => {
    stream.write(moveUp(drawn.length) + [...above, ...lines].map(line => `${line}\n`).join(''))
    drawn = lines
  }
  return { show: lines => draw([], lines), say: line => draw([line], drawn) }
}

/** A pipe or a log: only lines that changed are printed. */
const log = (stream: NodeJS.WriteStream): Screen => {
  let last: ReadonlySet<string> = new Set()
  return {
    show: lines => {
      for (const line of lines) if (!last.has(line)) stream.write(`  ${line}\n`)
      last = new Set(lines)
    },
    say: line => stream.write(`${line}\n`),
  }
}

export const screenFor = (stream: NodeJS.WriteStream): Screen => (stream.isTTY ? terminal(stream) : log(stream))
