import { LEFT_TO_END } from '../../api/drain'
import { healthOf } from '../../node/health'
import { readyInBootSince } from '../../node/verified'
import type { PhasedNode } from '../observed'

/** Why a node is not where it should be, in one word. The first four are phases of a node that is being updated. */
export type ObstacleReason =
  | 'Draining'
  | 'Drained'
  | 'Rebooting'
  | 'Verifying'
  | 'Withdrawing'
  | 'Uncordoning'
  | 'Failed'
  | 'CannotStage'
  | 'NotReporting'
  | 'SilentSinceBoot'
  | 'NotReady'
  | 'Cordoned'
  | 'Held'
  | 'UnitsUnreported'
  | 'Contested'
  | 'Drifted'
  | 'StagedUnwanted'
  | 'CannotRollBack'
  | 'Staging'
  | 'WaitingToStage'
  | 'WaitingForSlot'
  | 'DownAfterUpdate'

interface Words {
  /** Completes a sentence that begins with the name of a node. */
  readonly clause: string
  /** False where the rollout has nothing left to do about the node: only an admin or another tool can end it. */
  readonly endsByItself: boolean
  /** The rollout goes on without the node, which gets no slot for now. */
  readonly skipped?: true
  /** What an admin can do about it. */
  readonly todo?: (node: PhasedNode, pool: string) => string | undefined
}

const CHECK_MACHINE = (): string => 'check the machine and its kubelet'

const checkAgent = ({ name }: PhasedNode): string =>
  `kubectl get pods -A -o wide --field-selector spec.nodeName=${name}, and read the log of its agent`

/** Where an admin sees why the first thing that is not met is so; undefined for a node that is waited for otherwise. */
const inspectUnwell = (node: PhasedNode): string | undefined => {
  const [first] = readyInBootSince(node) === undefined ? [] : healthOf(node, node.target.verify).unmet
  const [, kind, name = ''] = /^(unit|pod|condition) (\S+)/.exec(first ?? '') ?? []
  if (kind === 'unit') return `systemctl status ${name} on ${node.name}`
  if (kind === 'pod') return `kubectl describe pod -n ${name.replace('/', ' ')}`
  return first === undefined ? undefined : `kubectl describe node ${node.name}`
}

/** In the order in which a message names the groups of nodes. */
export const OBSTACLES: Readonly<Record<ObstacleReason, Words>> = {
  Draining: {
    clause: 'is draining',
    endsByItself: true,
    todo: ({ is }) => {
      if (is.phase !== 'Draining' || is.blockers.length === 0) return undefined
      return is.blockers.every(blocker => blocker.includes(LEFT_TO_END))
        ? 'wait until these pods end, or delete them'
        : 'make room for these pods elsewhere, let their budget allow it, or delete them'
    },
  },
  Drained: { clause: 'is drained', endsByItself: true },
  Rebooting: { clause: 'is rebooting', endsByItself: true },
  Verifying: { clause: 'is being verified', endsByItself: true, todo: inspectUnwell },
  Withdrawing: { clause: 'is being withdrawn', endsByItself: true },
  Uncordoning: { clause: 'is about to be uncordoned', endsByItself: true },
  Failed: {
    clause: 'failed',
    endsByItself: false,
    todo: (node, pool) =>
      node.is.phase === 'Failed' && node.is.keepsSlot
        ? `${inspectUnwell(node) ?? 'repair the machine'}: its update goes on by itself when it is well. Another image in the pool repairs it too`
        : `remove the cause, then: kubectl bootc retry ${pool}`,
  },
  CannotStage: { clause: 'cannot stage yet', endsByItself: true },
  NotReporting: { clause: 'has no report of an agent yet', endsByItself: true, todo: checkAgent },
  SilentSinceBoot: { clause: 'rebooted, and no agent has reported since', endsByItself: false, todo: checkAgent },
  NotReady: { clause: 'is NotReady', endsByItself: false, skipped: true, todo: CHECK_MACHINE },
  Cordoned: {
    clause: 'is cordoned by someone else',
    endsByItself: false,
    skipped: true,
    todo: ({ name }) => `kubectl uncordon ${name}`,
  },
  Held: {
    clause: 'is held',
    endsByItself: false,
    skipped: true,
    todo: ({ name, member }) =>
      member.holds.includes('KeepCordoned')
        ? `kubectl annotate node ${name} node.bootc.dev/keep-cordoned-`
        : 'manual action needed: it ends when the owner of the hold removes it',
  },
  UnitsUnreported: {
    clause: 'has an agent that does not report its units yet',
    endsByItself: true,
    skipped: true,
    todo: checkAgent,
  },
  Contested: {
    clause: 'is claimed by several pools: change a selector',
    endsByItself: false,
    todo: () => 'change a nodeSelector, so that only one of them matches',
  },
  Drifted: {
    clause: 'was updated, but another image was booted by hand since: set rollout.retry to update again',
    endsByItself: false,
    todo: (_, pool) => `kubectl bootc retry ${pool} updates it again`,
  },
  StagedUnwanted: { clause: 'has a staged image that is not wanted', endsByItself: true },
  CannotRollBack: {
    clause: 'cannot roll back: no previous image is known',
    endsByItself: false,
    todo: () => 'put another image into the pool',
  },
  Staging: { clause: 'is staging', endsByItself: true },
  WaitingToStage: { clause: 'is waiting to download', endsByItself: true },
  WaitingForSlot: { clause: 'is waiting for a slot', endsByItself: true },
  DownAfterUpdate: { clause: 'is NotReady', endsByItself: false, todo: CHECK_MACHINE },
}

export const OBSTACLE_REASONS = Object.keys(OBSTACLES) as ReadonlyArray<ObstacleReason>

const PLURAL: Readonly<Record<string, string>> = { is: 'are', has: 'have', was: 'were' }

/** What is said of so many nodes, after their names. */
export const clauseOf = (reason: ObstacleReason, nodes: number): string => {
  const { clause } = OBSTACLES[reason]
  return nodes === 1 ? clause : clause.replace(/^\w+/, verb => PLURAL[verb] ?? verb)
}

/** `names`: those of nodes that have the same obstacle. */
export const sentenceAbout = (reason: ObstacleReason, names: string, nodes: number): string =>
  `${OBSTACLES[reason].skipped === true ? 'skipped: ' : ''}${names} ${clauseOf(reason, nodes)}`
