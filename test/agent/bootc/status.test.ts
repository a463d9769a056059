import assert from 'node:assert/strict'
import * as E from 'fp-ts/Either'
import { type BootcStatus, parseStatus } from '../../../agent/bootc/status'
import { isAtLeast, parseVersion } from '../../../agent/bootc/version'
import { asJson } from '../../support/as-json'
import { composefs, recorded, recordings } from '../support/recordings'

const parsed = (stdout: string): BootcStatus => {
  const result = parseStatus(stdout)
  if (E.isLeft(result)) throw new Error(result.left.join('\n'))
  return result.right
}
const bare = (status: object): string => JSON.stringify({ kind: 'BootcHost', status })
const without = parsed(bare({ booted: { image: { image: { image: 'reg.io/os:v1' }, imageDigest: 'sha256:1' } } }))

interface Gate {
  readonly since: string
  readonly keys: { readonly entry?: object; readonly status?: object }
  /** Whether it is seen when it is there, and when it is not. */
  readonly want: (status: BootcStatus) => readonly [boolean, boolean]
}

const gate = (since: string, keys: Gate['keys'], seen: (status: BootcStatus) => boolean): Gate => ({
  since,
  keys,
  want: status => [seen(status), seen(without)],
})

/** Releases that added what the agent reads (bootc-contract.md §1.4). */
const GATES: ReadonlyArray<Gate> = [
  gate('0.1.11', { status: { rollbackQueued: true } }, ({ rollbackQueued }) => rollbackQueued),
  gate('1.3.0', { status: { otherDeployments: [{}] } }, ({ others }) => others === 1),
  gate('1.7.0', { entry: { softRebootCapable: true } }, ({ staged }) => staged?.softRebootCapable === true),
  gate('1.12.0', { entry: { downloadOnly: true } }, ({ staged }) => staged?.locked === true),
  gate('1.14.0', { status: { usrOverlay: { accessMode: 'readWrite' } } }, ({ usrOverlay }) => usrOverlay),
  gate('1.16.7', { status: { readOnly: true } }, ({ readOnly }) => readOnly),
]

const digest = (start: string, entry: { readonly digest: string } | undefined) =>
  assert.ok(entry?.digest.startsWith(`sha256:${start}`))

describe('the status of bootc', () => {
  it('is read in all recorded shapes', () => {
    const seen = recordings.filter(({ status }) => status !== undefined)
    assert.ok(seen.length > 40)
    for (const { status } of seen) assert.ok(parsed(status ?? '').booted)
  })
  it('tells a booted tag, a staged digest and no lock (step 024)', () => {
    const { booted, staged, rollback } = parsed(recorded('024').status ?? '')
    assert.equal(booted?.image, '10.0.2.2:5000/os:v1')
    digest('fa641a', staged)
    assert.equal(staged?.locked, false)
    assert.equal(staged?.version, '2.0.0')
    assert.equal(rollback, undefined)
  })
  it('tells a lock (step 028) and a queued rollback (step 066)', () => {
    assert.equal(parsed(recorded('028').status ?? '').staged?.locked, true)
    assert.equal(parsed(recorded('066').status ?? '').rollbackQueued, true)
  })
  it('keeps the index digest in the reference and the manifest digest beside it (step 110)', () => {
    const { staged } = parsed(recorded('110').status ?? '')
    assert.match(staged?.image ?? '', /@sha256:ef2831/)
    digest('f19f59', staged)
  })
  it('has nothing booted in a container (step 017)', () =>
    assert.equal(parsed(recorded('017').stdout).booted, undefined))
  it('lives with the keys of old releases', () => {
    const image = { image: { image: 'reg.io/os:v1' }, imageDigest: 'sha256:1' }
    assert.deepEqual(asJson(parsed(bare({ booted: { image } })).booted), {
      image: 'reg.io/os:v1',
      digest: 'sha256:1',
      transport: 'registry',
      locked: false,
      softRebootCapable: false,
    })
  })
  it('is read in all recorded shapes of the composefs backend', () => {
    const seen = composefs.filter(({ status }) => (status ?? '') !== '')
    assert.ok(seen.length > 30)
    for (const { status } of seen) {
      const { booted, composefs: isComposefs } = parsed(status ?? '')
      assert.ok(booted)
      assert.equal(isComposefs, true)
      assert.match(booted.verity ?? '', /^[0-9a-f]{128}$/)
    }
  })
  for (const { since, keys, want } of GATES) {
    it(`knows what bootc ${since} adds, and lives without it`, () => {
      const image = { image: { image: 'reg.io/os:v1' }, imageDigest: 'sha256:1' }
      const staged = { image, ...keys.entry }
      assert.deepEqual(want(parsed(bare({ booted: { image }, staged, ...keys.status }))), [true, false])
    })
  }
  it('passes over keys and values that it does not know', () => {
    const image = {
      image: { image: 'reg.io/os:v1', signature: 'containerPolicy', x: 1 },
      imageDigest: 'sha256:1',
      x: {},
    }
    const { booted } = parsed(bare({ booted: { image, store: null, pinned: 'x' }, type: 'somethingNew', x: [] }))
    assert.equal(booted?.digest, 'sha256:1')
  })
  it('sees layered packages', () =>
    assert.equal(parsed(bare({ booted: { image: null, incompatible: true } })).layered, true))
  it('sees the composefs backend', () =>
    assert.equal(parsed(bare({ booted: { composefs: { verity: 'f' } } })).composefs, true))
  for (const garbage of [
    '',
    'garbage',
    '[]',
    '{}',
    '{"kind":"BootcHost"}',
    '{"kind":"Pod","status":{}}',
    bare({ booted: 3 }),
    JSON.stringify({ apiVersion: 'org.containers.bootc/v2', kind: 'BootcHost', status: {} }),
    JSON.stringify({ apiVersion: 'org.containers.bootc/v1', kind: 'BootcHostList', status: {} }),
  ]) {
    it(`is refused as ${JSON.stringify(garbage)}`, () => assert.ok(E.isLeft(parseStatus(garbage))))
  }
})

describe('the version of bootc', () => {
  it('is compared by number', () => {
    const version = parseVersion(recorded('001').stdout)
    assert.equal(version, '1.16.9')
    assert.deepEqual(
      ['1.12.0', '1.16.0', '1.17.0', '0.99.0'].map(release => isAtLeast(version, release)),
      [true, true, false, true],
    )
  })
  it('is at least nothing when it cannot be read', () => assert.equal(isAtLeast(parseVersion('bootc'), '0.0.0'), false))
  it('is that of a build: a pre-release, or one without a patch number', () => {
    assert.equal(isAtLeast(parseVersion('bootc 1.12.0-rc1'), '1.12.0'), true)
    assert.equal(isAtLeast(parseVersion('bootc 1.1'), '1.1.4'), false)
    assert.equal(isAtLeast(parseVersion('bootc 1.1.10'), '1.1.4'), true)
  })
})
