import type { Mutation } from './mutation'

const REBOOT = '../agent/reboot.test.ts'
const TABLE = '../agent/action-table.test.ts'
const PULL_SECRET = 'pool-sync/pull-secret.test.ts'
const COPY = 'pool-sync/pull-secret-copy.test.ts'
const AGENTS = 'pool-sync/agent-daemon-set.test.ts'

/** Agents, and what pool-sync hands to them. */
export const agentMutations: ReadonlyArray<Mutation> = [
  {
    bug: 'the order is not read anew before a reboot',
    file: 'agent/reboot.ts',
    text: 'const fresh = await hands.update.read()',
    by: "const fresh = E.right({ metadata: { name: 'n', resourceVersion: '7' }, spec: situation.order.spec } as never)",
    tests: REBOOT,
    caughtBy: 'read anew, says to stage again',
  },
  {
    bug: 'a reboot does not care whether a signature is required by now',
    file: 'agent/reboot.ts',
    text: 'order.spec.requireSignature === situation.order.spec.requireSignature',
    by: 'true',
    tests: REBOOT,
    caughtBy: 'wants a signature by now',
  },
  {
    bug: 'the host is touched before the reboot is reported',
    file: 'agent/reboot.ts',
    text: 'await hands.remember(intended)',
    by: "await hands.host.run(['systemctl', 'reboot'], 1)",
    tests: REBOOT,
    caughtBy: 'remembered and reported before the host is touched',
  },
  {
    bug: 'an order to observe leaves other updaters running',
    file: 'agent/decide.ts',
    text: '  pausedAfterFailure, // whatever',
    by: '  observeOnly,\n  pausedAfterFailure, // whatever',
    tests: TABLE,
    caughtBy: 'Observe, a competing timer',
  },
  {
    bug: 'a staged image that is not wanted waits for the pull that replaces it, though any reboot runs it',
    file: 'agent/rules/image-rules.ts',
    text: 'return (isThere || isArmed) &&',
    by: 'return (isThere || (isArmed && false)) &&',
    tests: TABLE,
    caughtBy: 'before the pull that replaces it',
  },
  {
    bug: 'a wish for a reboot outlives the image that it was for, where others reboot',
    file: 'agent/rules/image-rules.ts',
    text: 'const isMeant = comesUp || (staged !== undefined && !order.spec.lock)',
    by: 'const isMeant = comesUp || !order.spec.lock',
    tests: TABLE,
    caughtBy: 'for an image that was taken away',
  },
  {
    bug: 'a Secret of any type is mounted on nodes',
    file: 'hooks/pool-sync/pull-secret.ts',
    text: "=== 'WrongSecretType'",
    by: '=== undefined && false',
    tests: PULL_SECRET,
    caughtBy: 'False WrongSecretType',
  },
  {
    bug: 'a Secret that is no JSON ends in an error that repeats it',
    file: 'hooks/pool-sync/pull-secret-content.ts',
    text: '  } catch {\n    return undefined',
    by: '  } catch (error) {\n    throw error',
    tests: PULL_SECRET,
    caughtBy: 'that is no JSON',
  },
  {
    bug: 'a copy is kept when access to its Secret is withdrawn',
    file: 'hooks/pool-sync/pull-secret.ts',
    text: "content.reason === 'SecretUnreadable' ? undefined",
    by: "content.reason !== 'SecretNotFound' ? undefined",
    tests: COPY,
    caughtBy: 'removed when it is withdrawn',
  },
  {
    bug: 'a Secret that is not the operator’s is written over',
    file: 'hooks/pool-sync/pull-secret.ts',
    text: 'there !== undefined && !isOurCopy(there, name)',
    by: 'there !== undefined && there === undefined',
    tests: COPY,
    caughtBy: 'never writes over',
  },
  {
    bug: 'a rotated Secret is not copied again',
    file: 'hooks/pool-sync/pull-secret-copy.ts',
    text: 'data[DOCKER_CONFIG_KEY] === wanted.data[DOCKER_CONFIG_KEY] &&',
    by: '',
    tests: COPY,
    caughtBy: 'written again only when it changes',
  },
  {
    bug: 'a missing pull secret keeps agents from starting',
    file: 'hooks/pool-sync/agent-daemon-set.ts',
    text: 'optional: true',
    by: 'optional: false',
    tests: AGENTS,
    caughtBy: 'a folder that need not be there',
  },
  {
    bug: 'a broken pod network silences agents',
    file: 'hooks/pool-sync/agent-daemon-set.ts',
    text: 'hostNetwork: true',
    by: 'hostNetwork: false',
    tests: AGENTS,
    caughtBy: 'do not depend on the pod network',
  },
  {
    bug: 'an agent that was just told to require signatures counts as silent since its old order',
    file: 'hooks/rollout-sync/order.ts',
    text: '(a.requireSignature === true) === (b.requireSignature === true) &&',
    by: '',
    tests: 'rollout-sync/signatures.test.ts',
    caughtBy: 'makes a new order',
  },
]
