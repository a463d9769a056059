import assert from 'node:assert/strict'
import * as E from 'fp-ts/Either'
import type { Secret } from '../../../hooks/api/secret'
import { prometheusAccess } from '../../../hooks/rollout-sync/decide/gate-secret'
import { prometheusSecret } from '../../support/fake-gates'

const AT = { namespace: 'bootc-operator', name: 'prom' }

describe('the Secret of a Prometheus', () => {
  it('says where it is and what it takes to ask, and is another one with each version', () => {
    const whole = prometheusSecret({ url: 'https://prom:9090/p\n', token: 'abc\n', 'ca.crt': 'PEM\n' })
    assert.deepEqual(
      prometheusAccess(whole, AT),
      E.right({ url: 'https://prom:9090/p', token: 'abc', ca: 'PEM', version: 'u1/7' }),
    )
  })

  it('needs nothing but a url', () =>
    assert.deepEqual(
      prometheusAccess(prometheusSecret({ url: 'http://prom', token: '' }), AT),
      E.right({ url: 'http://prom', token: undefined, ca: undefined, version: 'u1/7' }),
    ))

  const cases: ReadonlyArray<readonly [string, Secret | 'missing' | 'forbidden', string]> = [
    ['is not there', 'missing', 'there is no Secret prom in bootc-operator'],
    ['may not be read', 'forbidden', 'the operator may not read Secret prom in bootc-operator'],
    [
      'was made for something else',
      prometheusSecret({ url: 'http://prom', token: 'abc' }, 'Opaque'),
      'Secret prom in bootc-operator is not of type node.bootc.dev/prometheus',
    ],
    ['has no url', prometheusSecret({ token: 'abc' }), 'Secret prom has no url'],
    [
      'has a url with a user',
      prometheusSecret({ url: 'http://u:correct-horse@prom' }),
      'url of Secret prom is not http(s)://HOST[:PORT][/PATH] without user, query and fragment',
    ],
    [
      'has a token that would be a header of its own',
      prometheusSecret({ url: 'http://prom', token: 'correct-horse\r\nx: y' }),
      'token of Secret prom has characters that no token has',
    ],
  ]
  for (const [title, found, want] of cases) {
    it(`is of no use when it ${title}, and nothing in it is shown`, () => {
      assert.deepEqual(prometheusAccess(found, AT), E.left(want))
      assert.doesNotMatch(want, /correct-horse/)
    })
  }
})
