import type { GateReason } from '../../hooks/rollout-sync/decide/gate'

/** What opens a gate; undefined where only time or other nodes do. */
export const gateTodo = (reason: GateReason, pool: string): string | undefined => {
  switch (reason) {
    case 'Paused':
      return `kubectl bootc resume ${pool}`
    case 'Halted':
      return `remove the cause why nodes failed, then: kubectl bootc retry ${pool}`
    case 'InvalidWindow':
      return `kubectl edit bnp ${pool}`
    case 'MaxUnavailableZero':
      return 'raise rollout.maxUnavailable of the pool'
    case 'StageOnly':
      return 'another controller is to drain and reboot this node'
    case 'Staging':
      return 'kubectl bootc why for the nodes that are not there yet'
    case 'TopologyLimit':
      return 'wait for these nodes, repair what is down, or change rollout.topologyLimits of the pool'
    case 'GateClosed':
      return 'repair what fires or answer the query, or take the gate out of rollout.gates'
    case 'StepEmpty':
      return `kubectl edit bnp ${pool}`
    case 'AwaitsApproval':
      return `kubectl bootc approve ${pool} --step`
    case 'Soaking':
    case 'BeingDeleted':
    case 'OutsideWindow':
    case 'NoFreeSlot':
    case 'MembersBehind':
      return undefined
  }
}
