/** Where a text is shown that changes: lines that are drawn over, or, where there is no terminal, printed again. */
export interface Screen {
  readonly show: (lines: ReadonlyArray<string>) => void
}

/** Where a screen writes; `columns` and `rows` are undefined unless it is a terminal. */
export interface Stream {
  readonly write: (text: string) => unknown
  readonly columns?: number | undefined
  readonly rows?: number | undefined
}

const CLEAR_BELOW = '\u001b[0J'
const up = (rows: number): string => (rows === 0 ? '' : `\u001b[${rows}A\r`)

/** Colours take no place on a line. */
const rowsOf = (line: string, columns: number): number => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is how colours begin.
  const plain = line.replace(/\u001b\[\d+m/g, '')
  return Math.max(1, Math.ceil(plain.length / columns))
}

/** A terminal: the text is drawn over itself, and cut at the last row, since nothing above the screen can be redrawn. */
const terminal = (stream: Stream, columns: number): Screen => {
  let drawn = 0
  return {
    show: lines => {
      const most = (stream.rows ?? 24) - 1
      const shown =
        lines.length <= most ? lines : [...lines.slice(0, most - 1), `… ${lines.length - most + 1} more lines`]
      stream.write(up(drawn) + CLEAR_BELOW + shown.map(line => `${line}\n`).join(''))
      drawn = shown.reduce((rows, line) => rows + rowsOf(line, columns), 0)
    },
  }
}

/** A pipe or a log: the whole text whenever it is another one, with an empty line between. */
const log = (stream: Stream): Screen => {
  let last = ''
  return {
    show: lines => {
      const text = lines.map(line => `${line}\n`).join('')
      if (text === last) return
      stream.write(last === '' ? text : `\n${text}`)
      last = text
    },
  }
}

export const screenOn = (stream: Stream): Screen =>
  stream.columns === undefined ? log(stream) : terminal(stream, stream.columns)
