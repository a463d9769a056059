import assert from 'node:assert/strict'
import { hostsWish } from '../../../e2e/nodes/choose-hosts'
import { authFor } from '../../../e2e/nodes/ostree/auth-file'

describe('where the bootc of machines comes from', () => {
  const cases = [
    { name: 'is simulated when nothing is asked for', env: {}, want: { kind: 'simulated' } },
    { name: 'is simulated when the word is empty', env: { BOOTC_BINARY: '' }, want: { kind: 'simulated' } },
    {
      name: 'is an executable, on ostree',
      env: { BOOTC_BINARY: '/opt/bootc' },
      want: { kind: 'binary', file: '/opt/bootc', backend: 'ostree' },
    },
    {
      name: 'is an executable, on the backend that is asked for',
      env: { BOOTC_BINARY: '/opt/bootc', E2E_BACKEND: 'composefs' },
      want: { kind: 'binary', file: '/opt/bootc', backend: 'composefs' },
    },
    { name: 'is that of an image', env: { BOOTC_IMAGE: 'r/os:1' }, want: { kind: 'image', reference: 'r/os:1' } },
  ]
  for (const { name, env, want } of cases)
    it(name, () =>
      assert.deepEqual(
        hostsWish(env, () => true),
        want,
      ),
    )

  it('is not a file that cannot be run', () =>
    assert.throws(() => hostsWish({ BOOTC_BINARY: '/opt/bootc' }, () => false), /BOOTC_BINARY=\/opt\/bootc must be/))

  it('is on no other backend', () =>
    assert.throws(
      () => hostsWish({ BOOTC_BINARY: '/opt/bootc', E2E_BACKEND: 'zfs' }),
      /ostree or composefs, got "zfs"/,
    ))

  it('has a backend only where it is a real one', () =>
    assert.throws(() => hostsWish({ E2E_BACKEND: 'composefs' }), /give BOOTC_BINARY/))

  it('is not two things at once', () =>
    assert.throws(() => hostsWish({ BOOTC_BINARY: '/opt/bootc', BOOTC_IMAGE: 'r/os:1' }), /exclude each other/))
})

describe('the log-in with which a disk is installed', () => {
  it('is that of the machines, for both names of the registry', () => {
    const config = JSON.stringify({ auths: { '10.0.2.2:5000': { username: 'a', password: 'b' } } })
    const auth = { auth: Buffer.from('a:b').toString('base64') }
    assert.deepEqual(JSON.parse(authFor(config, '127.0.0.1:5000')).auths, {
      '10.0.2.2:5000': auth,
      '127.0.0.1:5000': auth,
    })
  })
})
