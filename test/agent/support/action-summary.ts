import { type Action, agentPhaseOf } from '../../../agent/observe/situation'

/** `stage locked`, `wait Failed LayeredPackages`. */
export const summaryOf = (action: Action): string => {
  switch (action.do) {
    case 'wait':
      return `wait ${agentPhaseOf(action)}${action.failure === undefined ? '' : ` ${action.failure.reason}`}`
    case 'stage':
      return action.locked ? 'stage locked' : 'stage'
    case 'withdraw-reboot':
      return `withdraw-reboot, undo ${action.undo}`
    case 'reboot':
      return `${action.soft ? 'soft ' : ''}reboot ${action.how}`
    case 'mask':
      return `mask ${action.units.join(' ')}`
    case 'give-up':
      return `give up ${action.reason}`
    default:
      return action.do
  }
}
