import { type Mutation, STORIES } from './mutation'

const found = (
  caughtBy: string,
  mutation: Omit<Mutation, 'tests' | 'caughtBy'>,
  tests: string = STORIES,
): Mutation => ({ ...mutation, tests, caughtBy })

const LIARS = 'failures/liars.test.ts'
const REFUSED = 'failures/refused.test.ts'

/** Bugs that reboot, or keep waiting, a node although it is down or somebody else's. */
export const safetyMutations: ReadonlyArray<Mutation> = [
  found('a node that only boots after a power cut is not taken for broken', {
    bug: 'a node that is booting is taken for broken',
    file: 'hooks/rollout-sync/decide/candidates.ts',
    text: 'since === undefined || now.getTime() < since ? []',
    by: 'since === undefined ? []',
    also: {
      file: 'hooks/node/broken.ts',
      text: "return since >= brokenSince && since > now.getTime() - FRESH_MS ? 'now' : 'old'",
      by: "return 'now'",
    },
  }),
  found('a node that is Ready again before its repair gives its mark back and waits for a slot', {
    bug: 'a node that was marked because it was down keeps its mark once it is Ready',
    file: 'hooks/rollout-sync/decide/withdrawal.ts',
    text: 'if (member.slot?.bestEffort === true && isReadyAgain(node))',
    by: 'if (member.slot?.bestEffort === true && !isReadyAgain(node) && member.ready)',
  }),
  found(
    'is not rebooted once it is Ready',
    {
      bug: 'a drain that gave up while a node was down counts when it is Ready',
      file: 'hooks/rollout-sync/act/approve.ts',
      text: 'if (mark.slot.bestEffort === true && isNodeReady(live)) return {}',
      by: '',
    },
    'failures/comes-back-wrong.test.ts',
  ),
  found('a node that is switched off is not repaired', {
    bug: 'a node that is down is repaired whether its agent answers or not',
    file: 'hooks/rollout-sync/decide/candidates.ts',
    text: "...whose('now')])",
    by: "...whose('now'), ...whose('none'), ...whose('old')])",
  }),
  found('a node that breaks after it was freed is repaired by the next image', {
    bug: 'only a node that carries a mark is repaired',
    file: 'hooks/rollout-sync/decide/candidates.ts',
    text: "...whose('now')])",
    by: '])',
  }),
  found('a broken node that an admin cordoned is not repaired until it is uncordoned', {
    bug: 'a node that an admin cordoned is repaired',
    file: 'hooks/rollout-sync/decide/candidates.ts',
    text: 'node.member.unschedulable && !isMarked(node)',
    by: 'node.member.unschedulable && isMarked(node)',
    also: {
      file: 'hooks/rollout-sync/act/mark-node.ts',
      text: "if (mark.state === 'none' && live.spec?.unschedulable === true) return 'unfit'",
      by: '',
    },
  }),
  found('a liar that was never ordered halts, and sends nobody back', {
    bug: 'what a node says of its own reboot sends the pool back',
    file: 'hooks/node/node-phase.ts',
    text: 'is.afterReboot && hasLeftByOrder(node, target)',
    by: 'is.afterReboot',
  }),
  found(
    'halts when it stays in the boot that it was to leave',
    {
      bug: 'an order to reboot is taken for a reboot',
      file: 'hooks/node/left-by-order.ts',
      text: 'return from !== undefined && (!node.member.ready || runsElsewhere(node, from))',
      by: 'return from !== undefined',
    },
    LIARS,
  ),
  found(
    'counts when its kubelet speaks, and until then it is being verified',
    {
      bug: 'a node that is faster than its kubelet halts a pool that should go back',
      file: 'hooks/node/node-phase.ts',
      text: 'return isWaiting && now.getTime() < orderedAt + patience(settings)',
      by: 'return isWaiting && now.getTime() < orderedAt',
    },
    LIARS,
  ),
  found(
    'is well there: its slot is free and its failure stays on the Node',
    {
      bug: 'the order that proves a failure is taken back with the slot',
      file: 'hooks/rollout-sync/act/release-slot.ts',
      text: 'isProof(node) ? {} : { withdrawal: { at: now, next } }',
      by: '{ withdrawal: { at: now, next } }',
    },
    'failures/comes-back-wrong.test.ts',
  ),
  found('a node that is held after it was marked waits before its reboot', {
    bug: 'a node that somebody else holds reboots by our order',
    file: 'hooks/rollout-sync/act/approve.ts',
    text: 'if (hold !== undefined) return',
    by: 'if (hold === null) return',
  }),
  found(
    'is not given when a pod is on the node that no cached list shows yet',
    {
      bug: 'the last look before a reboot order is at a cached list of pods',
      file: 'hooks/rollout-sync/act/approve.ts',
      text: 'await cluster.podsOn(node.name)',
      by: 'await cluster.recentPodsOn(node.name)',
    },
    'rollout-sync/orders.test.ts',
  ),
  found(
    'names what fails for good in a drain that lasts, and times out all the same',
    {
      bug: 'a drain whose looks fail has no timeout',
      file: 'hooks/node-sync/drain-node.ts',
      text: 'unseenDrain(order, reason, new Date(now.getTime() - UNSEEN_MS))',
      by: 'unseenDrain(order, reason, new Date(0))',
    },
    'node-sync/sync.test.ts',
  ),
  found('keepsTheQuorum', {
    bug: 'a control-plane node is taken while one of no pool is down',
    file: 'hooks/rollout-sync/act/fill.ts',
    text: 'isRepair ? undefined : quorumProblem(await cluster.controlPlaneNodes(), name)',
    by: 'undefined',
  }),
  found(
    'is not ordered to reboot while another one is down',
    {
      bug: 'a drained control-plane node reboots although another one went down meanwhile',
      file: 'hooks/rollout-sync/act/approve.ts',
      text: 'if (member.controlPlane && mark.slot.bestEffort !== true) {',
      by: 'if (false) {',
    },
    'failures/quorum.test.ts',
  ),
  found(
    'because a webhook denies it is named, and the next candidate gets the slot',
    {
      bug: 'a Node whose mark is refused uses up the slot all the same',
      file: 'hooks/rollout-sync/act/fill.ts',
      text: 'known = live\n',
      by: 'known = live\n      marked.push(...turn)\n',
    },
    REFUSED,
  ),
  found(
    'whose mark holds although the answer was lost takes its slot',
    {
      bug: 'a mark whose answer was lost is taken for none',
      file: 'hooks/rollout-sync/act/fill.ts',
      text: 'known = live\n',
      by: '',
    },
    REFUSED,
  ),
  found(
    'keeps nobody from being looked for that was marked beyond the budget',
    {
      bug: 'nobody looks for marks beyond the budget once one is refused',
      file: 'hooks/rollout-sync/act/fill.ts',
      text: "isTried ||= outcome === 'done' || outcome === undefined",
      by: "isTried ||= outcome === 'done'",
    },
    REFUSED,
  ),
  {
    bug: 'a pool that the annotation holds goes on when Git resumes its spec',
    file: 'hooks/pool-sync/children.ts',
    text: 'paused: isPaused(pool)',
    by: 'paused: pool.spec.rollout.paused',
    tests: 'rollout-sync/stories-stopping.test.ts',
    caughtBy: 'held by the annotation',
  },
  {
    bug: 'a pause by the annotation is false where its value says so',
    file: 'hooks/api/pool-pause.ts',
    text: 'value === undefined ?',
    by: "value === undefined || value === 'false' ?",
    tests: 'pool-sync/pause.test.ts',
    caughtBy: 'pauses whatever its value is',
  },
  {
    bug: 'helm uninstall deletes the CRDs, and with them every pool',
    file: 'install/chart/object-templates.ts',
    text: "'helm.sh/resource-policy'], 'keep'",
    by: "'helm.sh/resource-policy'], 'delete'",
    tests: '../install/chart.test.ts',
    caughtBy: 'keeps CRDs when it is uninstalled',
  },
  {
    bug: 'a misspelt value of the chart is overlooked',
    file: 'install/chart/values-schema.ts',
    text: "title: 'Values of the bootc operator',\n  type: 'object',\n  additionalProperties: false,",
    by: "title: 'Values of the bootc operator',\n  type: 'object',",
    tests: '../install/chart.test.ts',
    caughtBy: 'refuses a misspelt value',
  },
]
