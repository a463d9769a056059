import assert from 'node:assert/strict'
import { cacheFolder, cacheKey } from '../../../testbed/tools/cache-folder'

const GO_MOD = 'module tools\n\ngo 1.26.0\n\nrequire k8s.io/kubernetes v1.36.3\n'

describe('the cache folder', () => {
  const cases = [
    {
      name: 'is our own variable before all',
      environment: { BOOTC_OPERATOR_CACHE: '/c', XDG_CACHE_HOME: '/x' },
      want: '/c',
    },
    { name: 'lies in the XDG cache', environment: { XDG_CACHE_HOME: '/x' }, want: '/x/bootc-operator' },
    { name: 'lies in the home folder else', environment: {}, want: '/home/me/.cache/bootc-operator' },
    {
      name: 'takes an empty variable as unset',
      environment: { BOOTC_OPERATOR_CACHE: '', XDG_CACHE_HOME: '' },
      want: '/home/me/.cache/bootc-operator',
    },
  ]
  for (const { name, environment, want } of cases) {
    it(name, () => assert.equal(cacheFolder(environment, '/home/me'), want))
  }
})

describe('the cache key', () => {
  const key = cacheKey({ goMod: GO_MOD, goSum: 'a' }, 'linux-x64')

  it('is the same for the same content', () => {
    assert.equal(cacheKey({ goMod: GO_MOD, goSum: 'a' }, 'linux-x64'), key)
    assert.match(key, /^[0-9a-f]{16}$/)
  })

  const cases = [
    { name: 'go.mod', module: { goMod: GO_MOD.replace('v1.36.3', 'v1.36.4'), goSum: 'a' }, machine: 'linux-x64' },
    { name: 'go.sum', module: { goMod: GO_MOD, goSum: 'b' }, machine: 'linux-x64' },
    { name: 'the machine', module: { goMod: GO_MOD, goSum: 'a' }, machine: 'linux-arm64' },
  ]
  for (const { name, module, machine } of cases) {
    it(`changes with ${name}`, () => assert.notEqual(cacheKey(module, machine), key))
  }
})
