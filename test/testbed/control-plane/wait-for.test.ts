import assert from 'node:assert/strict'
import { waitFor } from '../../../testbed/control-plane/wait-for'

describe('waiting', () => {
  it('looks until there is an answer', async () => {
    let looks = 0
    const look = async (): Promise<string | undefined> => {
      looks += 1
      return looks < 3 ? undefined : 'here'
    }
    assert.equal(await waitFor({ what: 'it', seconds: 10, look }), 'here')
    assert.equal(looks, 3)
  })

  it('says what it waited for when the time is over', () =>
    assert.rejects(waitFor({ what: 'the moon', seconds: 0, look: async () => undefined }), /waited 0 s for the moon/))

  it('ends with the first look that fails', () =>
    assert.rejects(waitFor({ what: 'it', seconds: 10, look: () => Promise.reject(new Error('gone')) }), /gone/))
})
