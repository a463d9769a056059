import type { Mutation } from './mutation'

/** A bug in the command line, found by its own tests. */
const told = (test: string, caughtBy: string, mutation: Omit<Mutation, 'tests' | 'caughtBy'>): Mutation => ({
  ...mutation,
  tests: `../cli/${test}.test.ts`,
  caughtBy,
})

const measured = (test: string, caughtBy: string, mutation: Omit<Mutation, 'tests' | 'caughtBy'>): Mutation => ({
  ...mutation,
  tests: `metrics/${test}.test.ts`,
  caughtBy,
})

/** Bugs in what people are told: by kubectl bootc, and by metrics. */
export const cliMutations: ReadonlyArray<Mutation> = [
  told('proxy', 'goes through that proxy, and nowhere else', {
    bug: 'the proxy-url of a kubeconfig is passed over',
    file: 'hooks/ports/api/keep-alive.ts',
    text: 'proxy ? tunnellingAgent(proxyUrlOf(proxy), shared) : new Agent(shared)',
    by: 'new Agent(shared)',
  }),
  told('proxy', 'goes through it with a watch too, which has a connection of its own', {
    bug: 'a watch passes over the proxy-url of a kubeconfig',
    file: 'hooks/ports/api/proxy-tunnel.ts',
    text: "(typeof agent === 'object' ? alone.get(agent)?.() : undefined) ?? false",
    by: 'false',
  }),
  told('dashboard/picture', 'lists a contested node and a failed one as not moving', {
    bug: 'the dashboard says that a contested node is under way',
    file: 'cli/dashboard/take-picture.ts',
    text: 'busy: listOf(noted.filter(isUnderWay))',
    by: 'busy: listOf(noted)',
  }),
  told('dashboard/picture', 'draws the way of a pool that went back in the colour of nodes that went back', {
    bug: 'the chart of a pool that went back is green',
    file: 'cli/dashboard/take-picture.ts',
    text: "rolledBack === undefined ? 'UpToDate' : 'RolledBack'",
    by: "rolledBack === undefined ? 'UpToDate' : 'UpToDate'",
  }),
  told('doctor', 'names the Nodes that it is not for', {
    bug: 'doctor takes an image for one architecture for one of all',
    file: 'cli/doctor/architecture-check.ts',
    text: 'if (unfit.length === 0)',
    by: 'if (unfit.length < nodes.length)',
  }),
  told('doctor', 'warns of a bootc', {
    bug: 'doctor passes over a bootc that is known to be unsafe',
    file: 'cli/doctor/bootc-check.ts',
    text: "return { state: 'warning',",
    by: "return { state: 'ok',",
  }),
  measured('metrics', 'are what the nodes run now', {
    bug: 'what a node ran before stays in the metrics',
    file: 'hooks/metrics/pool-series.ts',
    text: 'series.nodeInfo.reset()',
    by: '',
  }),
  measured('metrics', 'are not there by default', {
    bug: 'every node has a series unasked',
    file: 'hooks/metrics/pool-series.ts',
    text: 'if (hasNodes)',
    by: 'if (true)',
  }),
  told('support-bundle/redact', 'wherever it is in an object', {
    bug: 'a bundle keeps a credential in the name of a field',
    file: 'cli/support-bundle/redact.ts',
    text: '.map(([key, inner]) => [redactText(key), redactField(key, inner)])',
    by: '.map(([key, inner]) => [key, redactField(key, inner)])',
  }),
  told('support-bundle/support-bundle', 'has no credential', {
    bug: 'a bundle has logs as they are',
    file: 'cli/support-bundle/logs.ts',
    text: 'text: redactText(await readEnd(',
    by: 'text: String(await readEnd(',
  }),
  told('support-bundle/support-bundle', 'names what the user may not read', {
    bug: 'a right that is missing ends a bundle',
    file: 'cli/support-bundle/pieces.ts',
    text: 'missing.push({ what, why: redactText(whyNot(error)) })',
    by: 'throw error',
  }),
  told('order', 'one by one', {
    bug: 'a plan has two nodes of the control plane down at once',
    file: 'cli/plan/order.ts',
    text: '!(node.member.controlPlane &&',
    by: '!(false &&',
  }),
  told('order', 'leaves a place to a node that is down', {
    bug: 'a plan forgets that nodes are down already',
    file: 'cli/plan/order.ts',
    text: 'const room = observed.maxUnavailable - taken.length',
    by: 'const room = observed.maxUnavailable',
  }),
  told('estimate', 'no time beyond the end of the window', {
    bug: 'an estimate runs over the end of the window',
    file: 'cli/status/estimate.ts',
    text: 'if (isBeyondWindow(observed, start, end))',
    by: 'if (false)',
  }),
  told('estimate', 'no time while a node is held', {
    bug: 'an estimate is told although a node never arrives by itself',
    file: 'cli/status/estimate.ts',
    text: 'if (inTheWay !== undefined)',
    by: 'if (false)',
  }),
  told('reason', 'its slot to be taken back', {
    bug: 'that a slot is about to be withdrawn is not said',
    file: 'hooks/rollout-sync/decide/obstacle.ts',
    text: 'if (withdrawn !== undefined)',
    by: 'if (withdrawn !== undefined && withdrawn === "")',
  }),
  told('reason', 'an admin who keeps it cordoned', {
    bug: 'a hold is not said',
    file: 'hooks/rollout-sync/decide/obstacle.ts',
    text: 'unavailable(node) ?? heldOf(node) ?? unreported',
    by: 'unavailable(node) ?? unreported',
  }),
  told('rolled-back', 'has no node that is up to date', {
    bug: 'nodes that went back are shown as up to date',
    file: 'hooks/rollout-sync/decide/shown-phase.ts',
    text: "direction === 'previous' && is.phase",
    by: "direction !== 'previous' && direction !== 'target' && is.phase",
  }),
  told('rolled-back', 'is what runs the target of the pool', {
    bug: 'the bar of a pool counts nodes that run what they ran before as updated',
    file: 'cli/status/pool-status.ts',
    text: 'onTarget(observed).length',
    by: "observed.nodes.filter(({ is }) => is.phase === 'UpToDate').length",
  }),
  told('wait', 'does not take a status for updated that is older', {
    bug: 'a wait ends with a status from before the edit that is waited for',
    file: 'cli/wait/ending.ts',
    text: 'status.observedGeneration < (metadata.generation ?? 0)',
    by: 'status.observedGeneration < 0',
  }),
  told('wait', 'nodes have staged what was the target before', {
    bug: 'a wait takes nodes that have the target of before for staged',
    file: 'cli/wait/ending.ts',
    text: 'course.observed.spec.digest === status?.targetDigest',
    by: 'status !== undefined',
  }),
  told('wait', 'when it is being rolled back', {
    bug: 'a script waits for a pool that goes back',
    file: 'cli/wait/ending.ts',
    text: "RollingBack: 'rolledBack'",
    by: "RollingBack: 'goesOn'",
  }),
  told('flags', 'impersonates user, groups and uid', {
    bug: 'a command impersonates a user without the groups that are asked for',
    file: 'cli/cluster/impersonating.ts',
    text: '...(asGroup.length > 0 &&',
    by: '...(asGroup.length > 9 &&',
  }),
  told('flags', 'takes --dry-run with and without its value', {
    bug: 'a dry run that the API server knows nothing of edits the pool',
    file: 'cli/flags.ts',
    text: "if (mode === 'server') return true",
    by: "if (mode === 'server') return false",
  }),
  told('estimate', 'no time before the first group is through', {
    bug: 'an end is estimated before anything was seen of this rollout',
    file: 'cli/status/estimate.ts',
    text: 'if (arrivals(observed).length < Math.min(maxUnavailable, nodes.length))',
    by: 'if (false)',
  }),
  told('folded', 'share one line, with their names and their number', {
    bug: 'each of many equal failures has a line',
    file: 'cli/status/collapse.ts',
    text: 'if (members.length < 2) return [node]',
    by: 'if (members.length > 0 || true) return [node]',
  }),
  told('steer', 'refuses to approve another digest', {
    bug: 'a digest is approved that is not available',
    file: 'cli/steer/edit.ts',
    text: 'if (digest !== undefined && digest !== available)',
    by: 'if (false)',
  }),
  told('steer', 'pauses', {
    bug: 'an edit of somebody else is overwritten unseen',
    file: 'cli/steer/steer.ts',
    text: 'const body = { metadata: { resourceVersion, annotations }, spec }',
    by: 'const body = { metadata: { annotations }, spec }',
  }),
  told('field-manager', 'is none that Flux takes over', {
    bug: 'Flux takes a hold and a cancellation back',
    file: 'cli/cluster/api.ts',
    text: "CLI_FIELD_MANAGER = 'bootc-cli'",
    by: "CLI_FIELD_MANAGER = 'kubectl-bootc'",
  }),
  told('steer', 'resumes what the annotation holds', {
    bug: 'a pool that was resumed stays held',
    file: 'cli/steer/edit.ts',
    text: '{ [PAUSED_ANNOTATION]: null }',
    by: '{}',
  }),
  told('release', 'a node whose pool goes on', {
    bug: 'a node is released that its pool takes again at once',
    file: 'cli/steer/release-node.ts',
    text: '  await refuseWhileRolling(api, mark.slot?.pool)\n',
    by: '',
  }),
  told('dashboard/server', 'refuses the name of another site', {
    bug: 'another site reads the dashboard by DNS rebinding',
    file: 'cli/dashboard/refusal.ts',
    text: 'if (!isLoopback(headers.host))',
    by: 'if (false)',
  }),
  told('dashboard/server', 'refuses another token of the same length', {
    bug: 'the dashboard answers without its token',
    file: 'cli/dashboard/refusal.ts',
    text: 'if (isSame(given, token))',
    by: 'if (true)',
  }),
  told('dashboard/server', 'escapes what the cluster says', {
    bug: 'a message of the cluster becomes markup of the dashboard',
    file: 'cli/dashboard/document.ts',
    text: 'escaped(plain)',
    by: 'plain',
  }),
  measured('metrics', 'is counted once', {
    bug: 'what a node took is counted at every sync',
    file: 'hooks/metrics/step-counter.ts',
    text: 'if (counted[what].get(name) === key) continue',
    by: '',
  }),
  measured('metrics', 'before this process began', {
    bug: 'a process that starts anew counts again what the one before did',
    file: 'hooks/metrics/node-durations.ts',
    text: 'end >= since &&',
    by: '',
  }),
  measured('metrics', 'no sync has told of for long', {
    bug: 'a pool that is gone stays in the metrics for ever',
    file: 'hooks/metrics/pool-series.ts',
    text: 'if (at < time) forget(pool)',
    by: 'if (false) forget(pool)',
  }),
  measured('metrics', 'lose one that goes', {
    bug: 'a condition that is gone stays in the metrics',
    file: 'hooks/metrics/pool-series.ts',
    text: 'filter(type => !types.includes(type))',
    by: 'filter(() => false)',
  }),
  measured('node-durations', 'no download that came before its order', {
    bug: 'a download counts that nobody ordered now',
    file: 'hooks/metrics/node-durations.ts',
    text: '&& end >= start ?',
    by: '?',
  }),
]
