import assert from 'node:assert/strict'
import { requestTimeoutMs } from '../../cli/flags'
import { duration } from '../../cli/text/age'
import { bar } from '../../cli/text/bar'
import { printed } from '../../cli/text/print'
import { screenOn } from '../../cli/text/screen'
import { styleFor } from '../../cli/text/style'
import { hanging, wrap } from '../../cli/text/wrap'

const plain = styleFor({ columns: undefined, environment: {} })

describe('a duration is told as', () => {
  const cases: ReadonlyArray<readonly [number, string]> = [
    [-5, '0 s'],
    [0.4, '0 s'],
    [119, '119 s'],
    [150, '2 min'],
    [3600, '1 h'],
    [7500, '2 h 5 min'],
    [273_600, '3 d 4 h'],
  ]
  for (const [seconds, want] of cases) it(`${want} for ${seconds} s`, () => assert.equal(duration(seconds), want))
})

describe('a bar', () => {
  it('is full only when all is done', () => {
    assert.deepEqual(
      [0, 0.55, 0.999, 1].map(fraction => bar(fraction, 4, plain)),
      ['░░░░', '██░░', '███░', '████'],
    )
  })

  it('is drawn in ASCII where the locale is not UTF-8', () => {
    assert.equal(bar(0.5, 4, styleFor({ columns: 80, environment: { LANG: 'C' } })), '##..')
  })
})

describe('text', () => {
  it('is broken at spaces and keeps long words whole', () => {
    assert.deepEqual(wrap('a bb cccccccccc d', 4), ['a bb', 'cccccccccc', 'd'])
  })

  it('hangs under its own beginning', () => {
    assert.deepEqual(hanging('label  ', 'one two three', { width: 14 }), ['label  one two', '       three'])
  })

  const widths = [
    { name: 'of the terminal', terminal: { columns: 100, environment: { COLUMNS: '60' } }, want: 100 },
    {
      name: 'of COLUMNS without a terminal',
      terminal: { columns: undefined, environment: { COLUMNS: '60' } },
      want: 60,
    },
    { name: '80 with neither', terminal: { columns: undefined, environment: {} }, want: 80 },
  ]
  for (const { name, terminal, want } of widths) {
    it(`has the width ${name}`, () => assert.equal(styleFor(terminal).width, want))
  }

  const colours = [
    { name: 'on a terminal', terminal: { columns: 80, environment: {} }, want: '\u001b[31mx\u001b[0m' },
    { name: 'nowhere else', terminal: { columns: undefined, environment: {} }, want: 'x' },
    { name: 'not with NO_COLOR', terminal: { columns: 80, environment: { NO_COLOR: '1' } }, want: 'x' },
  ]
  for (const { name, terminal, want } of colours) {
    it(`has colours ${name}`, () => assert.equal(styleFor(terminal).paint('red', 'x'), want))
  }
})

describe('a report', () => {
  const report = { data: { pool: 'a', nodes: ['x'] }, lines: () => ['a has x'] }
  const cases = [
    { format: 'text' as const, want: 'a has x\n' },
    { format: 'json' as const, want: '{\n  "pool": "a",\n  "nodes": [\n    "x"\n  ]\n}\n' },
    { format: 'yaml' as const, want: 'pool: a\nnodes:\n  - x\n' },
  ]
  for (const { format, want } of cases)
    it(`is printed as ${format}`, () => assert.equal(printed([report], format, plain), want))
})

describe('a screen', () => {
  const written = (columns: number | undefined, ...texts: ReadonlyArray<ReadonlyArray<string>>): string => {
    let all = ''
    const screen = screenOn({ columns, rows: 5, write: text => (all += text) })
    for (const lines of texts) screen.show(lines)
    return all
  }

  it('without a terminal tells a text once, and another after an empty line', () => {
    assert.equal(written(undefined, ['a'], ['a'], ['b']), 'a\n\nb\n')
  })

  it('with a terminal draws over what it drew, counting lines that the terminal broke', () => {
    assert.equal(written(4, ['12345', 'x'], ['b']), '\u001b[0J12345\nx\n\u001b[3A\r\u001b[0Jb\n')
  })

  it('with a terminal leaves out what has no room', () => {
    assert.match(written(20, ['1', '2', '3', '4', '5', '6']), /1\n2\n3\n… 3 more lines\n$/)
  })
})

describe('--request-timeout', () => {
  const cases: ReadonlyArray<readonly [string, number]> = [
    ['30s', 30_000],
    ['5', 5000],
    ['2m', 120_000],
    ['250ms', 250],
    ['0', 2 ** 31 - 1],
  ]
  for (const [text, want] of cases) it(`${text} is ${want} ms`, () => assert.equal(requestTimeoutMs(text), want))
  it('must be a duration', () =>
    assert.throws(() => requestTimeoutMs('soon'), { message: /like 30s or 1m, got "soon"/ }))
})
