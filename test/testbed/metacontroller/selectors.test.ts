import assert from 'node:assert/strict'
import type { KubernetesObject } from '../../../testbed/metacontroller/kubernetes-object'
import { type LabelSelector, matchesSelector } from '../../../testbed/metacontroller/label-selector'
import { matchesRule, type RelatedRule, ruleProblem } from '../../../testbed/metacontroller/related-rule'
import { parseSelectorText } from '../../../testbed/metacontroller/selector-text'

const expression = (operator: string, ...values: string[]): LabelSelector => ({
  matchExpressions: [{ key: 'k', operator, values }],
})

const cases: ReadonlyArray<{
  readonly name: string
  readonly selector: LabelSelector | undefined
  readonly matched: string[]
}> = [
  { name: 'none matches everything', selector: undefined, matched: ['a', 'b', 'none'] },
  { name: 'an empty one matches everything', selector: {}, matched: ['a', 'b', 'none'] },
  { name: 'matchLabels wants the value', selector: { matchLabels: { k: 'a' } }, matched: ['a'] },
  { name: 'In wants one of the values', selector: expression('In', 'a', 'c'), matched: ['a'] },
  { name: 'NotIn also matches without the label', selector: expression('NotIn', 'a'), matched: ['b', 'none'] },
  { name: 'Exists wants the label', selector: expression('Exists'), matched: ['a', 'b'] },
  { name: 'DoesNotExist wants none', selector: expression('DoesNotExist'), matched: ['none'] },
  { name: 'all parts count', selector: { matchLabels: { k: 'a' }, ...expression('In', 'b') }, matched: [] },
]
const candidates: ReadonlyArray<readonly [string, Record<string, string> | undefined]> = [
  ['a', { k: 'a' }],
  ['b', { k: 'b', other: 'x' }],
  ['none', undefined],
]

describe('a label selector', () => {
  for (const { name, selector, matched } of cases) {
    it(name, () => {
      const found = candidates.filter(([, labels]) => matchesSelector(selector, labels)).map(([label]) => label)
      assert.deepEqual(found, matched)
    })
  }
  it('with an operator nobody knows is an error', () => {
    assert.throws(() => matchesSelector(expression('Like'), {}), /"Like" is not a valid operator/)
  })
})

describe('a label selector as text', () => {
  const texts: ReadonlyArray<readonly [string, ReturnType<typeof parseSelectorText>]> = [
    ['', []],
    ['a=b', [{ key: 'a', operator: 'In', values: ['b'] }]],
    [
      'a==b,c!=d',
      [
        { key: 'a', operator: 'In', values: ['b'] },
        { key: 'c', operator: 'NotIn', values: ['d'] },
      ],
    ],
    [
      'a in (x, y), !b',
      [
        { key: 'a', operator: 'In', values: ['x', 'y'] },
        { key: 'b', operator: 'DoesNotExist' },
      ],
    ],
    [
      'a notin (x),b',
      [
        { key: 'a', operator: 'NotIn', values: ['x'] },
        { key: 'b', operator: 'Exists' },
      ],
    ],
  ]
  for (const [text, want] of texts) it(`reads "${text}"`, () => assert.deepEqual(parseSelectorText(text), want))
  it('quotes what it cannot read', () => assert.throws(() => parseSelectorText('a=b,c>1'), /cannot read "c>1"/))
})

describe('a related rule', () => {
  const object = (name: string, namespace?: string, labels: Record<string, string> = {}): KubernetesObject => ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, labels, ...(namespace === undefined ? {} : { namespace }) },
  })
  const rule = (changes: Partial<RelatedRule>): RelatedRule => ({ apiVersion: 'v1', resource: 'secrets', ...changes })
  const all = [object('s1', 'ns1', { l: '1' }), object('s2', 'ns1'), object('s1', 'ns2'), object('cluster')]
  const chosen = (changes: Partial<RelatedRule>): ReadonlyArray<string> =>
    all
      .filter(item => matchesRule(rule(changes), item))
      .map(({ metadata }) => `${metadata.namespace ?? ''}/${metadata.name}`)

  it('without conditions means all', () => assert.equal(chosen({}).length, all.length))
  it('by labels', () => assert.deepEqual(chosen({ labelSelector: { matchLabels: { l: '1' } } }), ['ns1/s1']))
  it('by namespace, which cluster-scoped objects do not have', () =>
    assert.deepEqual(chosen({ namespace: 'ns1' }), ['ns1/s1', 'ns1/s2', '/cluster']))
  it('by names', () => assert.deepEqual(chosen({ names: ['s1'] }), ['ns1/s1', 'ns2/s1']))
  it('by namespace and names', () => assert.deepEqual(chosen({ namespace: 'ns2', names: ['s1'] }), ['ns2/s1']))
  it('may not have names and a selector', () =>
    assert.match(ruleProblem(rule({ names: ['a'], labelSelector: {} })) ?? '', /both names and a selector/))
})
