import assert from 'node:assert/strict'
import { CLI_FIELD_MANAGER } from '../../cli/cluster/api'

describe('the field manager of the command line', () => {
  // github.com/fluxcd/kustomize-controller, apply options of the Kustomization controller: names are prefixes there.
  it('is none that Flux takes over, to remove what Git has not', () => {
    for (const prefix of ['kubectl', 'before-first-apply', 'kustomize-controller'])
      assert.ok(!CLI_FIELD_MANAGER.startsWith(prefix), `${CLI_FIELD_MANAGER} begins with ${prefix}`)
  })
})
