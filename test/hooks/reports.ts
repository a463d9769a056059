import fc from 'fast-check'
import { REASONS } from '../../agent/bootc/reasons'
import { imageOf, NEW, OLD, OTHER, REPOSITORY } from '../builders/digests'
import { mutated } from '../manifests/mutate'
import type { Json } from '../manifests/schema-arbitrary'
import { ATTEMPT } from './failures/one-sync'

/** What the CRD takes, and sentences of ours are made of: quotes, punctuation of lists, names of JavaScript. */
const LEGAL = fc.oneof(
  fc.constantFrom(
    '',
    'x',
    '"; 5000 of 5000 nodes run the target',
    'n2, n3 and 4 more',
    'é€😀',
    '$& %s {{x}}',
    '__proto__',
  ),
  fc.constantFrom('constructor', 'null', 'ㅤㅤ', 'a'.repeat(1024), '€'.repeat(1024), '😀'.repeat(300)),
  fc.string({ unit: 'grapheme', maxLength: 40 }),
)
/** What the CRD refuses in every text. */
const REFUSED = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu
/** What only an older CRD let in: what terminals obey, turns around or hides, halves of characters, any length. */
const ROUGH = fc.oneof(
  fc.constantFrom(
    '\u001b[31mred',
    '\u009b31m',
    '\u001b]0;title\u0007',
    'one\ntwo',
    '\u202egnp',
    'a\u0000b',
    '\ud800',
    '\u2028',
  ),
  fc.constantFrom('x'.repeat(40_000), '\u200b\u200d', `${'\u001b'.repeat(400)}[2J`),
  fc.string({ unit: 'binary', maxLength: 40 }),
)
const LEGAL_TIMES = ['2026-01-02T00:10:00Z', '1970-01-01T00:00:00Z', '9999-12-31T23:59:59Z', '0001-01-01T00:00:00Z']
const ROUGH_TIMES = [
  '+275760-09-13T00:00:00Z',
  '-000001-01-01T00:00:00Z',
  'Fri, 02 Jan 2026 00:10:00 GMT',
  'yesterday',
  '',
]

interface Words {
  /** Of at most so many characters, where the CRD counts. */
  readonly text: (most: number) => fc.Arbitrary<string>
  readonly time: fc.Arbitrary<string>
}

/** Half of the fields say what could be true of this very rollout: only that leads deep into a decision. */
const reportOf = ({ text, time }: Words, uid: string): fc.Arbitrary<Json> => {
  const oneOf = (most: number, ...known: ReadonlyArray<string>) =>
    fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...known) }, text(most))
  const digest = oneOf(128, NEW, OLD, OTHER, 'sha256:')
  const image = oneOf(1024, imageOf(NEW), imageOf(OLD), `${REPOSITORY}:stable`, `${'r'.repeat(700)}@${OLD}`, `@${OLD}`)
  const bootId = oneOf(128, 'boot-1/0', 'boot-2/0', 'boot-1/1', '/', '')
  const entry = { image, digest, version: text(1024), timestamp: text(64), architecture: oneOf(64, 'amd64', 'arm64') }
  const host = fc.record(entry, { requiredKeys: ['image', 'digest'] })
  const staged = fc.record(
    { ...entry, locked: fc.boolean(), softRebootCapable: fc.boolean() },
    { requiredKeys: ['image', 'digest', 'locked', 'softRebootCapable'] },
  )
  const attempt = fc.record(
    {
      key: fc.oneof(
        fc.constant(ATTEMPT),
        oneOf(512, ATTEMPT, 'cccccccccccc', `${ATTEMPT}~back`, `${ATTEMPT}/again`, '~back', '/'),
      ),
      digest: fc.oneof(fc.constant(NEW), fc.constantFrom(OLD, OTHER)),
      outcome: fc.oneof(fc.constant('Failed'), fc.constantFrom('InProgress', 'Succeeded')),
      previousImage: image,
      fromBoot: bootId,
      reason: fc.constantFrom(...REASONS),
      message: text(1024),
      finishedAt: time,
    },
    { requiredKeys: ['key', 'digest', 'outcome'] },
  )
  const condition = fc.record({
    type: fc.constantFrom('Degraded', 'Staged', 'Other'),
    status: fc.constantFrom('True', 'False', 'Unknown'),
    reason: fc.constantFrom('AsExpected', ...REASONS),
    message: text(1024),
    lastTransitionTime: time,
  })
  const number = fc.constantFrom(0, 1, 42, 99.9, 100)
  const size = fc.constantFrom(0, 1, 2 ** 31, Number.MAX_SAFE_INTEGER)
  return fc
    .record(
      {
        nodeUID: fc.oneof({ weight: 9, arbitrary: fc.constant(uid) }, text(128)),
        phase: fc.constantFrom('Idle', 'Staging', 'Staged', 'Rebooting', 'Failed'),
        message: text(1024),
        observedGeneration: fc.constantFrom(0, 1, 2, Number.MAX_SAFE_INTEGER),
        agentVersion: text(128),
        bootcVersion: text(128),
        backend: fc.constantFrom('Ostree', 'Composefs', 'SealedComposefs'),
        boot: fc.record({ id: bootId, at: time }),
        booted: host,
        staged,
        rollback: host,
        ready: fc.record({ digest, how: fc.constantFrom('staged', 'rollback') }),
        progress: fc.record({ percent: number, bytes: size, bytesTotal: size }, { requiredKeys: ['percent'] }),
        attempt,
        conditions: fc.uniqueArray(condition, { maxLength: 3, selector: ({ type }) => type }),
      },
      { requiredKeys: ['nodeUID', 'phase', 'message'], noNullPrototype: true },
    )
    .map(report => JSON.parse(JSON.stringify(report)) as Json)
}

/** Statuses of a BootcNodeUpdate as anyone with the token of that node could write them, within the CRD or not. */
export const someReports = (uid: string): fc.Arbitrary<Json> => {
  const legalText = (most: number) => LEGAL.map(text => [...text.replace(REFUSED, '')].slice(0, most).join(''))
  const legal = reportOf({ text: legalText, time: fc.constantFrom(...LEGAL_TIMES) }, uid)
  const words = {
    text: () => fc.oneof(LEGAL, ROUGH),
    time: fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...LEGAL_TIMES) }, fc.constantFrom(...ROUGH_TIMES)),
  }
  return fc.oneof({ weight: 3, arbitrary: legal }, { weight: 2, arbitrary: reportOf(words, uid) }, mutated(legal))
}
