import assert from 'node:assert/strict'
import { parseImageReference } from '../../../hooks/api/image'
import { NEW } from '../../builders/digests'
import { asJson } from '../../support/as-json'

describe('an image reference', () => {
  const good = [
    { ref: `registry.example/os@${NEW}`, want: { repository: 'registry.example/os', digest: NEW } },
    { ref: 'registry.example:5000/a/b_c:v1.2', want: { repository: 'registry.example:5000/a/b_c', tag: 'v1.2' } },
    { ref: `localhost/os:x@${NEW}`, want: { repository: 'localhost/os', tag: 'x', digest: NEW } },
    { ref: '[2001:db8::1]:5000/os:v1', want: { repository: '[2001:db8::1]:5000/os', tag: 'v1' } },
    { ref: '10.0.2.2:5000/os:v1', want: { repository: '10.0.2.2:5000/os', tag: 'v1' } },
  ]
  for (const { ref, want } of good)
    it(`reads ${ref.slice(0, 50)}`, () => assert.deepEqual(asJson(parseImageReference(ref)), want))

  const bad = [
    ['fedora-bootc:42', 'has no host'],
    ['library/os:v1', 'has a host that means Docker Hub'],
    ['registry.example/os', 'has neither tag nor digest'],
    ['registry.example/OS:v1', 'has a capital in its path'],
    ['registry.example/os@sha256:abc', 'has a short digest'],
    ['registry.example/os:v1 ', 'has a space'],
    ['docker://registry.example/os:v1', 'has a transport'],
    ['', 'is empty'],
  ] as const
  for (const [ref, why] of bad) it(`is refused when it ${why}`, () => assert.equal(parseImageReference(ref), undefined))
})
