import assert from 'node:assert/strict'
import { golden } from '../support/golden'
import { type Telling, tell } from './story'
import type { World } from './world'

/** Longer ones nobody reads. */
const MOST_LINES = 40

/** A test that plays a story and compares it with the one that was recorded; `ends` looks at the world afterwards. */
export const itTells = (title: string, telling: () => Telling, ends?: (telling: Telling) => void): void => {
  it(title, async () => {
    const told = telling()
    const story = `${title}\n\n${await tell(told)}`
    assert.equal(story, golden(title, story))
    assert.ok(story.split('\n').length <= MOST_LINES, `${story.split('\n').length} lines:\n${story}`)
    ends?.(told)
  })
}

/** How a story ends: each of its hosts runs that image. */
export const allRun =
  (image: string) =>
  ({ world }: Telling): void =>
    assert.deepEqual(new Set([...world.hosts.values()].map(({ booted }) => booted)), new Set([image]))

/** Names of the nodes that rebooted, in that order. */
export const rebootOrderOf = ({ journal }: World): ReadonlyArray<string> => journal.reboots.map(({ node }) => node)
