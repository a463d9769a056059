import { readFileSync } from 'node:fs'

/** One step recorded from the real bootc; test/fixtures/bootc-recorded/README.md says what the fields are. */
export interface Recording {
  readonly step: string
  readonly name: string
  readonly command: string
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
  readonly status?: string
}

const read = (name: string): ReadonlyArray<Recording> =>
  readFileSync(`test/fixtures/bootc-recorded/${name}`, 'utf8')
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line) as Recording)

export const recordings = read('bootc-1.16.9-ostree.jsonl')
/** The same of the composefs backend. */
export const composefs = read('bootc-1.16.9-composefs.jsonl')

/** The recording of a step; fails when there is none. */
export const recorded = (step: string): Recording => {
  const found = recordings.find(recording => recording.step === step)
  if (found === undefined) throw new Error(`no recording of step ${step}`)
  return found
}

/** An error that a newer bootc printed; `what` is the fault that was played. */
export interface RecordedError {
  readonly step: string
  readonly what: string
  readonly exitCode: number
  readonly stderr: string
}

export const recordedErrors: ReadonlyArray<RecordedError> = readFileSync(
  'test/fixtures/bootc-recorded/bootc-1.16.10-errors.jsonl',
  'utf8',
)
  .split('\n')
  .filter(line => line !== '')
  .map(line => JSON.parse(line) as RecordedError)
