/** How text is drawn: as wide as the terminal, with colours and box characters where it has them. */
export interface Style {
  readonly width: number
  /** `-o wide`: more of each node. */
  readonly wide?: true
  readonly paint: (colour: Colour, text: string) => string
  readonly glyphs: Glyphs
}

export type Colour = 'green' | 'yellow' | 'red' | 'dim' | 'bold'

interface Glyphs {
  readonly full: string
  /** In the place of `full` for what went back instead. */
  readonly back: string
  readonly empty: string
  readonly branch: string
  readonly last: string
  readonly line: string
}

const CODES: Readonly<Record<Colour, string>> = { green: '32', yellow: '33', red: '31', dim: '2', bold: '1' }
const BOXES: Glyphs = { full: '█', back: '▒', empty: '░', branch: '├─ ', last: '└─ ', line: '│  ' }
const ASCII: Glyphs = { full: '#', back: '<', empty: '.', branch: '|- ', last: '`- ', line: '|  ' }

/** What is known of the terminal; `columns` is undefined when there is none. */
export interface Terminal {
  readonly columns: number | undefined
  readonly environment: Readonly<Record<string, string | undefined>>
}

/** Where there is no terminal to ask and no COLUMNS. */
const DEFAULT_WIDTH = 80
/** Below this nothing can be aligned; longer lines are then broken by the terminal. */
const LEAST_WIDTH = 40

const widthOf = ({ columns, environment }: Terminal): number =>
  Math.max(LEAST_WIDTH, columns ?? (Number.parseInt(environment['COLUMNS'] ?? '', 10) || DEFAULT_WIDTH))

/** The first that is set decides, as POSIX has it; with none set the locale counts as UTF-8. */
const isUtf8 = ({ LC_ALL, LC_CTYPE, LANG }: Terminal['environment']): boolean =>
  /^$|utf-?8/i.test(LC_ALL || LC_CTYPE || LANG || '')

/** Colours only for a terminal, and not when NO_COLOR (no-color.org) or TERM=dumb ask for none. */
const hasColours = ({ columns, environment }: Terminal): boolean =>
  columns !== undefined && !environment['NO_COLOR'] && environment['TERM'] !== 'dumb'

export const styleFor = (terminal: Terminal): Style => ({
  width: widthOf(terminal),
  paint: hasColours(terminal) ? (colour, text) => `\u001b[${CODES[colour]}m${text}\u001b[0m` : (_, text) => text,
  glyphs: isUtf8(terminal.environment) ? BOXES : ASCII,
})
