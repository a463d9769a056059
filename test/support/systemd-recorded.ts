import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const FOLDER = join(__dirname, '..', 'fixtures', 'systemd-recorded')

export interface Answer {
  readonly stdout: string
  readonly exitCode: number
}

/** A part of a recording: `when` is its line with `#`. */
export interface Part {
  readonly when: string
  /** By command, as it was typed. */
  readonly answers: ReadonlyMap<string, Answer>
}

const answerIn = (text: string): [string, Answer] => {
  const end = text.indexOf('\n')
  const exitCode = Number(/^rc=(\d+)$/m.exec(text)?.[1] ?? 0)
  return [text.slice(0, end), { stdout: text.slice(end + 1).replace(/^rc=\d+\n*$/m, ''), exitCode }]
}

const partIn = (text: string): Part => {
  const [when = '', ...answers] = text.split(/^\$ /m)
  return { when: when.trim(), answers: new Map(answers.map(answerIn)) }
}

/** A recording of systemd (test/fixtures/systemd-recorded/README.md), part by part. */
export const systemdRecorded = (file: string): ReadonlyArray<Part> =>
  readFileSync(join(FOLDER, file), 'utf8').split(/^# /m).slice(1).map(partIn)
