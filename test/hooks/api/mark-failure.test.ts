import assert from 'node:assert/strict'
import { readFailure } from '../../../hooks/api/mark'

describe('the note of a failure on a Node, which its kubelet may write too', () => {
  const noteOf = (note: object) =>
    readFailure({
      metadata: { name: 'n1', uid: 'u', annotations: { 'node.bootc.dev/failed': JSON.stringify(note) } },
    })

  it('is taken as the operator writes it', () =>
    assert.deepEqual(noteOf({ attempt: 'a', reason: 'FellBack' }), { attempt: 'a', reason: 'FellBack' }))

  it('has a word for a reason, so that its member can be written', () =>
    assert.deepEqual(noteOf({ attempt: 'a', reason: 'x'.repeat(200_000) }), { attempt: 'a', reason: 'Unknown' }))

  it('is none when its attempt is longer than an attempt is', () =>
    assert.equal(noteOf({ attempt: 'x'.repeat(513), reason: 'FellBack' }), undefined))
})
