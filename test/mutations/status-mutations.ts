import { type Mutation, PROPERTIES, STORIES } from './mutation'

const status = 'hooks/rollout-sync/status.ts'
const SIZE = 'rollout-sync/status-size.test.ts'

/** Bugs in what is said of a pool: its size, its truth, and whom it names. */
export const statusMutations: ReadonlyArray<Mutation> = [
  {
    bug: 'every failed node is listed in the status',
    file: status,
    text: '.slice(0, MOST_LISTED)',
    by: '.slice(0)',
    tests: SIZE,
    caughtBy: 'counts every failed node, and lists a few',
  },
  {
    bug: 'what the status lists is what is counted',
    file: status,
    text: 'failedCount: count(failed)',
    by: 'failedCount: count(listed(observed, failed))',
    tests: SIZE,
    caughtBy: 'counts every failed node, and lists a few',
  },
  {
    bug: 'a message has room for every clause',
    file: 'hooks/rollout-sync/headline.ts',
    text: 'const fits = clause.length + 2 <= room',
    by: 'const fits = clause.length > 0',
    tests: SIZE,
    caughtBy: 'fits its CRD and stays small, however many nodes wait for whatever',
  },
  {
    bug: 'every failure is an event, also those that the status does not list',
    file: 'hooks/rollout-sync/transitions.ts',
    text: 'has(next, node) && !has(rollout.status ?? {}, node)',
    by: "node.is.phase === 'Failed' && !has(rollout.status ?? {}, node)",
    tests: SIZE,
    caughtBy: 'tells 5000 failures in one sync in a few events, once',
  },
  {
    bug: 'a halted rollout begins further downloads',
    file: 'hooks/rollout-sync/staging.ts',
    text: 'needsImage(node) && (!isStopped || isOrdered(node))',
    by: 'needsImage(node)',
    tests: STORIES,
    caughtBy: 'halted before every node has begun to download',
  },
  {
    bug: 'a node that is down before it has the image is not named',
    file: 'hooks/rollout-sync/obstacle.ts',
    text: "if (!node.member.ready) return detailed('NotReady', cordon, node.member.readySince)",
    by: "if (!node.member.ready) return { kind: 'Turn' }",
    tests: 'rollout-sync/obstacle.test.ts',
    caughtBy: 'was switched off weeks ago, before it had the image',
  },
  {
    bug: 'nodes that wait to start are not named',
    file: 'hooks/rollout-sync/headline.ts',
    text: 'return obstacle === undefined ? [] : [{ node, obstacle }]',
    by: "return obstacle === undefined || obstacle.kind === 'Slot' ? [] : [{ node, obstacle }]",
    tests: PROPERTIES,
    caughtBy: 'namesTheObstacle',
  },
  {
    bug: 'a node that is held is said to be cordoned',
    file: 'hooks/rollout-sync/obstacle.ts',
    text: "detailed('Held', member.holds.join(', '))",
    by: "detailed('Cordoned', member.holds.join(', '))",
    tests: STORIES,
    caughtBy: 'namesTheObstacle',
  },
  {
    bug: 'a pool is complete without the nodes that another pool has',
    file: 'hooks/rollout-sync/act.ts',
    text: 'contended.length === 0 && nodes.every(isThere)',
    by: 'nodes.every(isThere)',
    tests: 'rollout-sync/unknown-nodes.test.ts',
    caughtBy: 'while another pool has a node that it selects too, which is named with its owner',
  },
  {
    bug: 'a report of an earlier boot counts for ever',
    file: 'hooks/rollout-sync/node-phase.ts',
    text: 'now.getTime() >= at && BY_REPORT.has(reported.phase)',
    by: 'now.getTime() < at && BY_REPORT.has(reported.phase)',
    tests: 'rollout-sync/unknown-nodes.test.ts',
    caughtBy: 'when a node is in another boot than its agent last spoke of, after agentTimeoutSeconds',
  },
  {
    bug: 'stageTimeoutSeconds counts from the order, whatever came since',
    file: 'hooks/rollout-sync/timeouts.ts',
    text: 'Math.max(ableSince(node, since), from ?? 0)',
    by: 'ableSince(node, since)',
    tests: 'failures/late.test.ts',
    caughtBy: 'does not fail while it comes further, however long it takes',
  },
  {
    bug: 'a halt for a node that was late stays when it is through',
    file: 'hooks/rollout-sync/verdict.ts',
    text: 'latched !== undefined && latched.passes !== true',
    by: 'latched !== undefined',
    tests: 'failures/late.test.ts',
    caughtBy: 'that got through after all halts the pool no longer',
  },
]
