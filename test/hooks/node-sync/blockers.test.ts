import assert from 'node:assert/strict'
import { topBlockers } from '../../../hooks/node-sync/blockers'

/** Of a reason, in the CRDs that carry it. */
const MOST = 1024

const pod = (name: string, reason = 'budget web') => ({ pod: `apps/${name}`, reason })

describe('what holds a drain up', () => {
  it('is told in no more characters than its kind takes, whatever a proxy or a webhook answered', () => {
    const page = `admission webhook "guard.example" denied the request: ${'<p>no</p>'.repeat(500)}`
    const [told] = topBlockers([pod('web-0', page)])
    const length = told?.reason.length ?? 0
    assert.ok(length > 0 && length <= MOST, `${length}`)
    assert.match(told?.reason ?? '', /^admission webhook "guard.example" denied the request/)
  })

  it('is one line', () => {
    assert.equal(topBlockers([pod('web-0', 'no\n\tnever')])[0]?.reason, 'no never')
  })

  it('is five pods, each once, those that hold it up first', () => {
    const holding = ['f', 'e', 'b'].map(name => pod(name))
    const waited = ['a', 'b', 'd', 'c'].map(name => pod(name, 'is ending'))
    assert.deepEqual(
      topBlockers(holding, waited).map(({ pod, reason }) => `${pod} ${reason}`),
      ['apps/b budget web', 'apps/e budget web', 'apps/f budget web', 'apps/a is ending', 'apps/c is ending'],
    )
  })
})
