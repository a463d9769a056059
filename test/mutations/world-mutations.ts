import { type Mutation, PROPERTIES } from './mutation'

const CLOCKS = 'rollout-sync/stories-clocks.test.ts'

const misfit = (mutation: Omit<Mutation, 'tests' | 'caughtBy'>): Mutation => ({
  ...mutation,
  tests: PROPERTIES,
  caughtBy: 'fitsItsSchema',
})

/** Bugs in what is made of others' texts and others' clocks. */
export const worldMutations: ReadonlyArray<Mutation> = [
  {
    bug: 'why an eviction was refused is told at any length',
    file: 'hooks/node-sync/blockers.ts',
    text: 'reason: cleanText(reason, MOST_REASON)',
    by: 'reason',
    tests: 'node-sync/blockers.test.ts',
    caughtBy: 'is told in no more characters than its kind takes',
  },
  misfit({
    bug: 'what somebody left on a Node is told at any length',
    file: 'hooks/api/mark.ts',
    text: ' || attempt.length > MOST.attempt) return undefined',
    by: ') return undefined',
  }),
  misfit({
    bug: 'what a kubelet says of its machine is told at any length',
    file: 'hooks/node-sync/member.ts',
    text: "cleanText(node.status?.nodeInfo?.architecture ?? '', MOST.architecture)",
    by: "cleanText(node.status?.nodeInfo?.architecture ?? '', 65)",
  }),
  {
    bug: "hooks read their own machine's clock",
    file: 'hooks/ports/server-clock.ts',
    text: 'ahead = Math.min(Math.max(ahead, least), most)',
    by: 'ahead = Math.min(Math.max(ahead, least), most) * 0',
    tests: CLOCKS,
    caughtBy: 'evict a young pod that tolerates the cordon',
  },
  {
    bug: 'a mark may be older than its Node, by a clock that is behind',
    file: 'hooks/slot/take-slot.ts',
    text: 'since: later(since, live.metadata.creationTimestamp)',
    by: 'since',
    also: {
      file: 'hooks/ports/server-clock.ts',
      text: 'ahead = Math.min(Math.max(ahead, least), most)',
      by: 'ahead = Math.min(Math.max(ahead, least), most) * 0',
    },
    tests: CLOCKS,
    caughtBy: 'mark a Node that has just joined once',
  },
  {
    bug: "a kubelet's word counts, whatever its clock says",
    file: 'hooks/node-sync/ready-since.ts',
    text: 'const isCredible = age >= 0 && (isNew || age <= CREDIBLE_MS)',
    by: 'const isCredible = !Number.isNaN(age) || (isNew && age <= CREDIBLE_MS)',
    tests: CLOCKS,
    caughtBy: 'fails in time when its agent is silent',
  },
  {
    bug: "a host's clock says when it booted, without bounds",
    file: 'hooks/node/verified.ts',
    text: 'between(orderedAt, Date.parse(boot.at), reportedAt(update))',
    by: 'between(orderedAt, Date.parse(boot.at), reportedAt(undefined))',
    tests: CLOCKS,
    caughtBy: 'is updated in no more time than another',
  },
  {
    bug: 'an order is written with a field that its kind has not',
    file: 'hooks/rollout-sync/decide/next-order.ts',
    text: '    attempt: target.attempt,\n    ...next,\n',
    by: "    attempt: target.attempt,\n    ...next,\n    ...({ given: 'now' } as object),\n",
    tests: '../faults/every-object-fits.test.ts',
    caughtBy: 'its orders, statuses and events, when the rollout goes on',
  },
  {
    bug: 'an event is cut by its characters, so that its note has more bytes than events.k8s.io takes',
    file: 'hooks/ports/events.ts',
    text: 'bytes += Buffer.byteLength(character)',
    by: 'bytes += 1',
    tests: '../faults/every-object-fits.test.ts',
    caughtBy: 'its orders, statuses and events, when the rollout is halted',
  },
  {
    bug: 'the boot id of a Node is told at any length',
    file: 'hooks/node-sync/member.ts',
    text: "cleanText(node.status?.nodeInfo?.bootID ?? '', MOST.id)",
    by: "(node.status?.nodeInfo?.bootID ?? '')",
    tests: '../faults/every-object-fits.test.ts',
    caughtBy: 'its members, and what node-sync writes on Nodes and tells',
  },
]
