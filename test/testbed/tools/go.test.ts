import assert from 'node:assert/strict'
import { isNewEnough } from '../../../testbed/tools/go'

describe('a Go toolchain', () => {
  const cases = [
    { version: 'go version go1.26.0 linux/amd64', want: true },
    { version: 'go version go1.26rc1 linux/amd64', want: true },
    { version: 'go version go1.27.3 linux/arm64', want: true },
    { version: 'go version go2.0.0 linux/amd64', want: true },
    { version: 'go version go1.25.5 linux/amd64', want: false },
    { version: 'go version go1.9 linux/amd64', want: false },
    { version: 'go version devel +abc linux/amd64', want: false },
    { version: '', want: false },
  ]
  for (const { version, want } of cases) {
    it(`that says "${version}" is ${want ? '' : 'not '}new enough for go 1.26`, () =>
      assert.equal(isNewEnough(version, [1, 26]), want))
  }
})
