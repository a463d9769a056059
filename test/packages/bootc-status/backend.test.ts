import assert from 'node:assert/strict'
import * as E from 'fp-ts/Either'
import { type BootcBackend, backendOf } from '../../../packages/bootc-status/backend'
import { BootcHost } from '../../../packages/bootc-status/bootc-host'
import { composefs, recorded, recordings } from '../../agent/support/recordings'

const backendIn = (json: unknown): BootcBackend | undefined => {
  const host = BootcHost.decode(json)
  return E.isRight(host) ? backendOf(host.right) : assert.fail('no status of bootc')
}

const booted = (entry: object): unknown => ({ kind: 'BootcHost', status: { booted: entry } })

describe('the backend of a host', () => {
  it('is ostree on the recorded ostree host, and composefs on the recorded composefs host', () => {
    const backends = (of: typeof recordings): ReadonlyArray<unknown> => [
      ...new Set(of.flatMap(({ status }) => (status ? [backendIn(JSON.parse(status))] : []))),
    ]
    assert.deepEqual(backends(recordings), ['Ostree'])
    assert.deepEqual(backends(composefs), ['Composefs'])
  })
  it('is none in a container (step 017)', () => assert.equal(backendIn(JSON.parse(recorded('017').stdout)), undefined))

  // bootType and missingVerityAllowed as host-v1.schema.json has them; no unified kernel image was recorded.
  const cases: ReadonlyArray<readonly [string, object, BootcBackend]> = [
    ['a unified kernel image', { bootType: 'Uki', missingVerityAllowed: false }, 'SealedComposefs'],
    ['one of a release that does not say whether fs-verity is needed', { bootType: 'Uki' }, 'SealedComposefs'],
    ['one that accepts files without fs-verity', { bootType: 'Uki', missingVerityAllowed: true }, 'Composefs'],
    ['a kernel and an initrd', { bootType: 'Bls', missingVerityAllowed: false }, 'Composefs'],
  ]
  for (const [name, entry, want] of cases)
    it(`is ${want} with ${name}`, () => assert.equal(backendIn(booted({ composefs: entry })), want))
})
