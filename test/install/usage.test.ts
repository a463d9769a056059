import assert from 'node:assert/strict'
import { rightText } from '../../hooks/api/right'
import type { RoleRight } from '../../install/rights'
import { type AuditedUse, unusedRights } from '../../install/usage'

const rights: ReadonlyArray<RoleRight> = [
  { role: 'hooks', right: { verb: 'get', group: '', resource: 'nodes' } },
  { role: 'hooks', right: { verb: 'get', group: '', resource: 'secrets', namespace: 'ours' } },
  { role: 'hooks', right: { verb: 'create', group: '', resource: 'pods', subresource: 'eviction' } },
  { role: 'hooks', right: { verb: 'update', group: 'apps', resource: 'daemonsets', name: 'a' } },
  { role: 'x-metacontroller', right: { verb: 'get', group: '', resource: 'nodes' } },
]

const event = (
  verb: string,
  objectRef: AuditedUse['objectRef'] & object,
  more: Partial<AuditedUse> = {},
): AuditedUse => ({
  verb,
  user: { username: 'u' },
  objectRef,
  ...more,
})

describe('the rights that an audit log shows no use of', () => {
  const cases: ReadonlyArray<readonly [string, ReadonlyArray<AuditedUse>, ReadonlyArray<number>]> = [
    ['all, when nothing was asked', [], [0, 1, 2, 3, 4]],
    ['not one that was used', [event('get', { resource: 'nodes', name: 'n' })], [1, 2, 3, 4]],
    [
      'Metacontroller’s by itself',
      [event('get', { resource: 'nodes' }, { userAgent: 'metacontroller/v4' })],
      [0, 1, 2, 3],
    ],
    [
      'one that was used in another namespace',
      [event('get', { resource: 'secrets', namespace: 'theirs' })],
      [0, 1, 2, 3, 4],
    ],
    ['one whose resource was used, but not its subresource', [event('create', { resource: 'pods' })], [0, 1, 2, 3, 4]],
    ['one of another group', [event('update', { resource: 'daemonsets', name: 'a' })], [0, 1, 2, 3, 4]],
    [
      'one of another name',
      [event('update', { apiGroup: 'apps', resource: 'daemonsets', name: 'b' })],
      [0, 1, 2, 3, 4],
    ],
    [
      'one that was refused',
      [event('get', { resource: 'nodes' }, { annotations: { 'authorization.k8s.io/decision': 'forbid' } })],
      [0, 1, 2, 3, 4],
    ],
    [
      'none, when all were used',
      [
        event('get', { resource: 'nodes' }),
        event('get', { resource: 'nodes' }, { userAgent: 'metacontroller/v4' }),
        event('get', { resource: 'secrets', namespace: 'ours' }),
        event('create', { resource: 'pods', subresource: 'eviction', namespace: 'x' }),
        event('update', { apiGroup: 'apps', resource: 'daemonsets', namespace: 'x', name: 'a' }),
      ],
      [],
    ],
  ]
  for (const [name, events, want] of cases) {
    it(name, () =>
      assert.deepEqual(
        unusedRights(rights, events).map(({ right }) => rightText(right)),
        want.map(i => rights[i]).map(found => (found === undefined ? '' : rightText(found.right))),
      ),
    )
  }
})
