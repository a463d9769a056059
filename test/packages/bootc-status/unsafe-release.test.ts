import assert from 'node:assert/strict'
import { unsafeRelease } from '../../../packages/bootc-status/unsafe-release'

describe('a release of bootc that is known to be unsafe', () => {
  const fixedIn = (version: string | undefined): string | undefined =>
    unsafeRelease({ version, backend: 'SealedComposefs' })?.fixedIn

  // Release notes of bootc 1.17.5: "fixes a security issue with sealed composefs".
  for (const version of ['1.17.4', '1.17', '1.16.9', '1.9.10', '0.9.9', '1.17.4-dev'])
    it(`is ${version} with sealed composefs`, () => assert.equal(fixedIn(version), '1.17.5'))
  for (const version of ['1.17.5', '1.17.10', '1.18.0', '2.0', '1.17.5-rc1', 'devel', undefined])
    it(`is not ${version}`, () => assert.equal(fixedIn(version), undefined))
  for (const backend of ['Ostree', 'Composefs', undefined] as const)
    it(`is none with ${backend}`, () => assert.equal(unsafeRelease({ version: '1.16.9', backend }), undefined))
})
