import assert from 'node:assert/strict'
import { gateMessage } from '../../../hooks/rollout-sync/decide/gate-message'

const etcd = (value: string): string => `the query returns 1 series: up{job="etcd"} ${value}`
const three = (a: string, b: string): string =>
  `the query returns 4 series: {job="a"} ${a}, {job="b, c} 5"} ${b}, {job="d"} 3 and 1 more`

describe('the message of a gate that stays closed', () => {
  it('keeps the values of the answer that closed it', () => {
    assert.equal(gateMessage(etcd('0'), etcd('0.25')), etcd('0'))
    assert.equal(gateMessage(etcd('NaN'), etcd('-1e+06')), etcd('NaN'))
    assert.equal(gateMessage(three('1', '2'), three('7', '8')), three('1', '2'))
  })

  it('is another with other series, more of them, or another cause', () => {
    const others = [
      etcd('1').replace('etcd', 'node'),
      three('1', '2'),
      '1 alert fires: KubeletDown (node=node-3)',
      'the query must return a vector',
    ]
    for (const other of others) assert.equal(gateMessage(etcd('1'), other), other)
    const more = three('1', '2').replace('4 series', '5 series').replace('1 more', '2 more')
    assert.equal(gateMessage(three('1', '2'), more), more)
    assert.equal(gateMessage('1 alert fires: A (node=a)', '1 alert fires: A (node=b)'), '1 alert fires: A (node=b)')
  })

  it('is the first one where there was none', () => assert.equal(gateMessage(undefined, etcd('1')), etcd('1')))
})
