import assert from 'node:assert/strict'
import fc from 'fast-check'
import { parseChallenges } from '../../../../hooks/ports/registry/challenges'

const read = (header: string) =>
  parseChallenges(header).map(({ scheme, parameters }) => [scheme, Object.fromEntries(parameters)])

describe('how a registry asks for a log-in', () => {
  const cases: ReadonlyArray<{ name: string; header: string; want: unknown }> = [
    {
      name: 'as Docker Hub does',
      header: 'Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="repository:a/b:pull"',
      want: [
        [
          'bearer',
          { realm: 'https://auth.docker.io/token', service: 'registry.docker.io', scope: 'repository:a/b:pull' },
        ],
      ],
    },
    {
      name: 'by several challenges in one header, the example of RFC 9110 11.6.1',
      header: 'Basic realm="simple", Newauth realm="apps", type=1, title="Login to \\"apps\\""',
      want: [
        ['basic', { realm: 'simple' }],
        ['newauth', { realm: 'apps', type: '1', title: 'Login to "apps"' }],
      ],
    },
    {
      name: 'by a token68 first (RFC 9110 11.2), as servers in a Windows domain do',
      header: 'Negotiate YIIabc==, Bearer realm="/token"',
      want: [
        ['negotiate', {}],
        ['bearer', { realm: '/token' }],
      ],
    },
    { name: 'by a scheme alone', header: 'Basic', want: [['basic', {}]] },
    {
      name: 'with an address that is not quoted',
      header: 'bearer realm=https://auth.example/token,service=reg',
      want: [['bearer', { realm: 'https://auth.example/token', service: 'reg' }]],
    },
    {
      name: 'with commas and blanks to spare',
      header: ' ,, Basic \t realm = "x" ,, ',
      want: [['basic', { realm: 'x' }]],
    },
    { name: 'with a name twice', header: 'Basic realm="a", realm="b"', want: [['basic', { realm: 'a' }]] },
    { name: 'with a quote that never ends', header: 'Basic realm="a', want: [['basic', {}]] },
    { name: 'not at all', header: '', want: [] },
    { name: 'by parameters of nothing', header: 'realm="x"', want: [] },
  ]
  for (const { name, header, want } of cases) it(name, () => assert.deepEqual(read(header), want))

  const token = fc.stringMatching(/^[a-z][a-z0-9-]{0,6}$/)
  const value = fc.string({ unit: fc.constantFrom(...'az09:/., ="\\') })
  const parameters = fc.uniqueArray(fc.tuple(token, value), { maxLength: 4, selector: ([name]) => name })
  const blank = fc.constantFrom('', ' ', '\t ')
  const style = fc.record({ upper: fc.boolean(), blank, between: fc.constantFrom(',', ', ', ' ,, ') })
  it('whatever the case, the blanks, the quotes, and the order (RFC 9110 11.6.1)', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(token, parameters), { maxLength: 3 }), style, (challenges, how) => {
        const spelled = (word: string): string => (how.upper ? word.toUpperCase() : word)
        const quoted = (text: string): string => `"${text.replace(/["\\]/g, '\\$&')}"`
        const written = challenges.map(([scheme, own]) => {
          const all = own.map(([name, text]) => {
            const isToken = /^[a-z0-9]+$/.test(text)
            return `${spelled(name)}${how.blank}=${how.blank}${isToken ? text : quoted(text)}`
          })
          return `${spelled(scheme)} ${all.join(how.between)}`
        })
        const want = challenges.map(([scheme, own]) => [scheme, Object.fromEntries(own)])
        assert.deepEqual(read(written.join(how.between)), want)
      }),
    )
  })

  it('ends, and names no more than there are words, whatever the header is', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'ab ="\\,\t'), maxLength: 16_384 }), header => {
        assert.ok(parseChallenges(header).length <= header.split(/[ ,\t]+/).length)
      }),
      { numRuns: 50 },
    )
  })
})
