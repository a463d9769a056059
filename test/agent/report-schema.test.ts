import assert from 'node:assert/strict'
import Ajv from 'ajv'
import addFormats from 'ajv-formats'
import * as fc from 'fast-check'
import * as E from 'fp-ts/Either'
import { hostFailureOf } from '../../agent/bootc/errors'
import { limited, timeIn } from '../../agent/bootc/limits'
import { progressIn } from '../../agent/bootc/progress'
import { parseStatus } from '../../agent/bootc/status'
import { parseVersion } from '../../agent/bootc/version'
import { decide } from '../../agent/decide/decide'
import { Memory } from '../../agent/memory'
import type { HostView, Situation } from '../../agent/observe/situation'
import { report } from '../../agent/report/report'
import type { BootcNodeUpdateStatus } from '../../hooks/api/bootc-node-update'
import { property, schemaOf, schemasIn } from '../manifests/crd'
import { NOW, ordered, situation, toReboot } from './support/situations'

const schema = property(schemaOf('bootcnodeupdates'), 'status')
const validate = addFormats(new Ajv({ strict: false, allErrors: true })).compile(schema)

/** What must not be in a report, as Unicode classes: controls, unseen format characters, halves of pairs, line separators. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u

const sendable = (status: BootcNodeUpdateStatus): void => {
  const sent = JSON.parse(JSON.stringify(status))
  assert.ok(validate(sent), JSON.stringify([validate.errors, sent]))
  // Keys of attempts are repeated as they were ordered.
  const texts = JSON.stringify({ ...sent, attempt: { ...sent.attempt, key: '' } }, (_, value) =>
    typeof value === 'string' && UNSEEN.test(value)
      ? assert.fail(`unseen characters in ${JSON.stringify(value)}`)
      : value,
  )
  assert.ok(texts.length > 0)
}

/** Anything that JSON can say, with texts of every kind up to far beyond all limits. */
const text: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.string({ unit: 'grapheme', maxLength: 3000 }),
  fc
    .tuple(fc.constantFrom('a', '\u0000', '\u009b31m', '\u202e', '\u{1f600}', '\ud800', '\u001b[31m'), fc.nat(3000))
    .map(([of, times]) => of.repeat(times)),
  fc.constantFrom(
    '2026',
    'Thu, 01 Jan 2026 00:00:00 GMT',
    '2026-01-01T00:00:00Z',
    '2026-02-30T00:00:00Z',
    '+012026-01-01T00:00:00Z',
    '2026-01-01T00:00:00.123456789+01:00',
  ),
)
const maybe = <A>(value: fc.Arbitrary<A>): fc.Arbitrary<A | null | undefined> =>
  fc.oneof(value, fc.constantFrom(null, undefined))
const digest = fc.oneof(
  fc.constantFrom('a', 'b', 'c').map(letter => `sha256:${letter.repeat(64)}`),
  text,
)

const entry = maybe(
  fc.record(
    {
      image: maybe(
        fc.record({
          image: fc.record({
            image: fc.oneof(
              text,
              digest.map(of => `registry.example/os@${of}`),
            ),
            transport: text,
            signature: fc.constantFrom('containerPolicy', undefined),
          }),
          imageDigest: digest,
          version: maybe(text),
          timestamp: maybe(text),
          architecture: maybe(text),
        }),
      ),
      incompatible: fc.boolean(),
      softRebootCapable: fc.boolean(),
      downloadOnly: fc.boolean(),
      composefs: maybe(fc.record({ verity: text, bootType: maybe(text) }, { requiredKeys: ['verity'] })),
    },
    { requiredKeys: [] },
  ),
)

/** Of the shape that bootc prints; everything else is not read at all, and an error of its own. */
const status = fc.record({
  kind: fc.constant('BootcHost'),
  status: fc.record(
    {
      staged: entry,
      booted: entry,
      rollback: entry,
      rollbackQueued: fc.boolean(),
      readOnly: fc.boolean(),
      usrOverlay: maybe(fc.constant({})),
    },
    { requiredKeys: [] },
  ),
})

const failure = fc.oneof(
  fc.record({
    kind: fc.constant('command-failed' as const),
    command: text,
    exitCode: fc.constantFrom(1, 127, undefined),
    stdout: text,
    stderr: text,
  }),
  fc.record({ kind: fc.constant('command-timed-out' as const), command: text, seconds: fc.nat() }),
  fc.record({
    kind: fc.constant('unexpected-output' as const),
    command: text,
    problems: fc.array(text, { maxLength: 5 }),
  }),
)

const memory = fc
  .record(
    {
      attempt: fc.record(
        {
          key: text,
          digest: fc.constant(`sha256:${'b'.repeat(64)}`),
          outcome: fc.constantFrom('InProgress', 'Succeeded', 'Failed'),
          previousImage: text,
          fromBoot: text,
          reason: text,
          message: text,
          finishedAt: text,
        },
        { requiredKeys: ['key', 'digest', 'outcome'] },
      ),
    },
    { requiredKeys: [] },
  )
  .filter(value => Memory.is(value))
  .map(value => value as Memory)

const order = fc.constantFrom(
  ordered({ step: 'Observe' }),
  ordered({}),
  ordered({ lock: false }),
  toReboot(),
  ordered({ step: 'x' }),
  ordered({ image: 'x'.repeat(3000) }),
)

const known = situation().host as Extract<HostView, { kind: 'known' }>

const view = (printed: unknown, version: string): HostView => {
  const parsed = parseStatus(JSON.stringify(printed))
  const problems = (left: ReadonlyArray<string>): HostView => ({
    kind: 'unreadable',
    failure: hostFailureOf({ kind: 'unexpected-output', command: 'bootc status', problems: left }),
    boot: known.boot,
  })
  if (E.isLeft(parsed)) return problems(parsed.left)
  return {
    ...known,
    status: parsed.right,
    abilities: { ...known.abilities, version: parseVersion(`bootc ${version}`) },
  }
}

const reportOf = (given: Situation, previous: Partial<BootcNodeUpdateStatus> = {}): BootcNodeUpdateStatus =>
  report(given, decide(given), { nodeUID: 'uid-1', agentVersion: '1', observedOrder: 7, previous })

describe('a report of the agent fits the CRD', function () {
  this.timeout(120_000)

  it('whatever bootc prints, and whatever is remembered', () =>
    fc.assert(
      fc.property(status, text, memory, order, (printed, version, remembered, given) => {
        const seen = { ...situation(given), host: view(printed, version), memory: remembered }
        const first = reportOf(seen)
        sendable(first)
        // What is carried over from an earlier report fits too.
        sendable(reportOf({ ...seen, host: { kind: 'busy', because: 'x' } }, first))
      }),
    ))

  it('whatever JSON it is that bootc prints', () =>
    fc.assert(
      fc.property(fc.json(), printed => sendable(reportOf({ ...situation(), host: view(JSON.parse(printed), '1') }))),
    ))

  it('whatever a command of the host says when it fails', () =>
    fc.assert(
      fc.property(failure, fc.boolean(), (error, isHost) => {
        const failure = hostFailureOf(error)
        const host: HostView = isHost ? { kind: 'unreadable', failure } : known
        const pause = { until: NOW.getTime() + 1, phase: 'Staging', failure } as const
        sendable(reportOf({ ...situation(), host, pause }))
      }),
    ))

  it('whatever numbers a pull tells of its progress', () =>
    fc.assert(
      fc.property(fc.double(), fc.double(), fc.double({ noNaN: true }), (bytes, bytesCached, bytesTotal) => {
        const line = JSON.stringify({ type: 'ProgressBytes', task: 'pulling', bytes, bytesCached, bytesTotal })
        const progress = progressIn(line)
        sendable(reportOf({ ...situation(), ...(progress && { progress }) }))
      }),
    ))

  it('since its limits are those of the CRD, or below', () => {
    const kinds = {
      image: 'image',
      digest: 'digest',
      version: 'version',
      architecture: 'architecture',
      id: 'id',
      message: 'message',
      bootedShort: 'short',
      bootcVersion: 'version',
      previousImage: 'image',
    } as const
    const found = schemasIn(schema).flatMap(([path, { maxLength }]) => {
      const kind = kinds[path.split('.').at(-1) as keyof typeof kinds]
      return kind === undefined || maxLength === undefined ? [] : [[kind, maxLength] as const]
    })
    assert.ok(found.length > 12)
    for (const [kind, maxLength] of found) assert.ok([...limited(kind, 'x'.repeat(9999))].length <= maxLength, kind)
  })
})

describe('the time of an image', () => {
  const good = ['2026-01-01T00:00:00Z', '2026-06-29T12:00:31.727356920Z', '2026-01-01T00:00:00+02:00']
  const bad = [
    '2026',
    '2026-01-01',
    '2026-01-01 00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-01-01T25:00:00Z',
    'Thu, 01 Jan 2026 00:00:00 GMT',
    'now',
  ]
  for (const time of good) it(`is told when it is ${time}`, () => assert.equal(timeIn(time), time))
  for (const time of bad) it(`is left out when it is ${time}`, () => assert.equal(timeIn(time), undefined))
})
