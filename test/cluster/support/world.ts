import type { BudgetWatch } from '../../../testbed/lab/budget-watch'
import type { Lab } from '../../../testbed/lab/lab'
import type { Api } from './api'

/** Where a story plays: a lab that it shares with the others of its file, told apart by pools and nodes of their own. */
export interface World {
  readonly lab: Lab
  readonly api: Api
  /** For what admission policies leave to the operator alone. */
  readonly asOperator: Api
  /** Watches the Nodes of a story from now on, until the suite ends. */
  readonly budget: (story: string, maxUnavailable: number) => BudgetWatch
  /** What is to stop with the suite even when its story failed: else the process would never end. */
  readonly atEnd: (stop: () => void) => void
}
