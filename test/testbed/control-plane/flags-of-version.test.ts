import assert from 'node:assert/strict'
import { flagsOfVersion } from '../../../testbed/control-plane/flags-of-version'

describe('the flags of an API server', () => {
  it('of an older Kubernetes have tokens bound to Nodes', () =>
    assert.deepEqual(flagsOfVersion('v1.30.14'), ['--feature-gates=ServiceAccountTokenNodeBinding=true']))

  it('are no others where that needs no word', () => {
    for (const version of ['v1.31.0', 'v1.36.3', 'v1.37.2']) assert.deepEqual(flagsOfVersion(version), [])
  })
})
