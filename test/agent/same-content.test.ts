import assert from 'node:assert/strict'
import fc from 'fast-check'
import { hostFailureOf } from '../../agent/bootc/errors'
import { decide } from '../../agent/decide/decide'
import type { Memory } from '../../agent/memory'
import { sameContentIn, seenFor } from '../../agent/observe/same-content'
import { isImage } from '../../hooks/api/bootc-node-update'
import { summaryOf } from './support/action-summary'
import { recordedErrors } from './support/recordings'
import { entry, host, NEW, OLD, OTHER, REPOSITORY, situation, status } from './support/situations'

const VERITY = { booted: 'a'.repeat(128), staged: 'b'.repeat(128), rollback: 'c'.repeat(128) }

/** A composefs host: what it runs bears the id of an image's configuration, as bootc before 1.16.4 reported it. */
const composefs = status({
  composefs: true,
  booted: entry(OTHER, { image: `${REPOSITORY}:v1`, verity: VERITY.booted }),
  staged: entry(OLD, { verity: VERITY.staged }),
  rollback: entry(OTHER, { image: `${REPOSITORY}:v0`, verity: VERITY.rollback }),
})

const messageOf = (stderr: string): string =>
  hostFailureOf({ kind: 'command-failed', command: 'bootc switch', exitCode: 1, stdout: '', stderr }).message

/** 226 to 228 and 423 are recorded; the last is the text of a public report. */
const REFUSALS = [
  ...recordedErrors.filter(({ stderr }) => stderr.includes('same fs-verity digest')).map(({ stderr }) => stderr),
  'error: Switching: Composefs Switching: Deployment has the same fs-verity digest as the existing booted deployment',
]

describe('content that a composefs host has under another name', () => {
  for (const stderr of REFUSALS) {
    const place = (/existing (?:Some\()?(\w+)/.exec(stderr)?.[1] ?? '').toLowerCase() as keyof typeof VERITY
    it(`is the wanted image where bootc says that it is ${place}: ${stderr.slice(-90).trim()}`, () => {
      const memory = sameContentIn({}, composefs, { digest: NEW, said: messageOf(stderr) }) ?? {}
      assert.deepEqual(memory.same, [{ digest: NEW, verity: VERITY[place] }])
      const { order, host: view } = situation(host(composefs))
      const seen = seenFor(view, order, memory)
      assert.ok(seen.kind === 'known')
      const places = (['booted', 'staged', 'rollback'] as const).filter(at => isImage(seen.status[at], NEW))
      assert.deepEqual(places, [place])
      assert.doesNotMatch(summaryOf(decide({ ...situation(host(composefs)), host: seen, memory })), /Failed|^stage/)
    })
  }

  it('stays what it is for every other order', () => {
    const memory = { same: [{ digest: OTHER, verity: VERITY.booted }] }
    const { order, host: view } = situation(host(composefs))
    assert.deepEqual(seenFor(view, order, memory), view)
  })

  it('is nobody’s when bootc names no deployment that is there', () => {
    const bare = status({ composefs: true })
    for (const said of [
      'existing Some(Other) deployment',
      'existing None deployment',
      'existing Some(Staged) deployment',
    ])
      assert.equal(sameContentIn({}, bare, { digest: NEW, said }), undefined)
  })

  it('is remembered for the last five digests, each once', () => {
    const digest = fc.constantFrom(...'0123456789'.split('').map(one => `sha256:${one.repeat(64)}`))
    fc.assert(
      fc.property(fc.array(digest), digests => {
        const said = 'existing Some(Booted) deployment'
        const { same = [] } = digests.reduce<Memory>(
          (memory, one) => sameContentIn(memory, composefs, { digest: one, said }) ?? memory,
          {},
        )
        assert.ok(same.length <= 5)
        assert.equal(new Set(same.map(one => one.digest)).size, same.length)
        assert.equal(same[0]?.digest, digests.at(-1))
      }),
    )
  })
})
