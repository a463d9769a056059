import type { Fault } from './fault'
import { gateFaults } from './gate-faults'
import { hostFaults } from './host-faults'
import { nodeFaults } from './node-faults'
import { specFaults } from './spec-faults'
import { weatherFaults } from './weather-faults'

/** Everything that may go wrong, by name. */
export const FAULTS: Readonly<Record<string, Fault>> = {
  ...specFaults,
  ...gateFaults,
  ...hostFaults,
  ...nodeFaults,
  ...weatherFaults,
}
