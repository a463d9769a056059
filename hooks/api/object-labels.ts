import { POOL_LABEL } from './names'
import { OPERATOR_VERSION } from './version'

const OPERATOR = 'bootc-operator'

/** Labels of Kubernetes' recommended ones (kubernetes.io, Recommended Labels). */
export const NAME_LABEL = 'app.kubernetes.io/name'
const COMPONENT_LABEL = 'app.kubernetes.io/component'
const PART_OF_LABEL = 'app.kubernetes.io/part-of'
const MANAGED_BY_LABEL = 'app.kubernetes.io/managed-by'
export const VERSION_LABEL = 'app.kubernetes.io/version'

type Labels = Readonly<Record<string, string>>

/**
 * Labels of every object that the operator makes for a pool. Nothing that changes is among them: with the operator's version
 * each upgrade would write an object per node.
 */
export const poolLabels = (pool: string): Labels => ({
  [POOL_LABEL]: pool,
  [PART_OF_LABEL]: OPERATOR,
  [MANAGED_BY_LABEL]: OPERATOR,
})

/** The same of what runs or is mounted: a program by name, and what it is for. */
export const workloadLabels = (pool: string, { name, component }: { name: string; component: string }): Labels => ({
  ...poolLabels(pool),
  [NAME_LABEL]: name,
  [COMPONENT_LABEL]: component,
})

/** The version of the operator that wrote an object. */
export const versionLabel: Labels = { [VERSION_LABEL]: OPERATOR_VERSION.replaceAll('+', '_') }
