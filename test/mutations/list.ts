import { agentMutations } from './agent-mutations'
import { cliMutations } from './cli-mutations'
import { gateMutations } from './gate-mutations'
import { hookServerMutations } from './hook-server-mutations'
import { invariantMutations } from './invariant-mutations'
import { limitMutations } from './limit-mutations'
import type { Mutation } from './mutation'
import { nodeMutations } from './node-mutations'
import { orderMutations } from './order-mutations'
import { registryMutations } from './registry-mutations'
import { ruleMutations } from './rule-mutations'
import { safetyMutations } from './safety-mutations'
import { securityMutations } from './security-mutations'
import { statusMutations } from './status-mutations'
import { stepMutations } from './step-mutations'
import { tagMutations } from './tag-mutations'
import { tierMutations } from './tier-mutations'
import { verifyMutations } from './verify-mutations'
import { worldMutations } from './world-mutations'

/**
 * At least one planted bug for every gate and every rule of a rollout, and for most invariants: a bug that random rollouts
 * find too seldom is planted for a test of its own.
 */
export const MUTATIONS: ReadonlyArray<Mutation> = [
  ...invariantMutations,
  ...ruleMutations,
  ...safetyMutations,
  ...statusMutations,
  ...tagMutations,
  ...stepMutations,
  ...nodeMutations,
  ...orderMutations,
  ...registryMutations,
  ...hookServerMutations,
  ...agentMutations,
  ...cliMutations,
  ...securityMutations,
  ...tierMutations,
  ...verifyMutations,
  ...worldMutations,
  ...limitMutations,
  ...gateMutations,
]
