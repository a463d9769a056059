import type { HookServerConfig } from './config'
import type { Installation } from './ports/installation'

/** The container of our pod that runs this program. */
const CONTAINER = 'hooks'

/**
 * What the agents run: the image that was set for them, else the one of this pod, which is the same image, so that it is
 * set in one place alone. Undefined outside a pod.
 */
export const agentImage = async (
  { agentImage: given, operatorPod }: HookServerConfig,
  { imageOf }: Installation,
): Promise<string | undefined> =>
  given ?? (operatorPod === undefined ? undefined : await imageOf(operatorPod, CONTAINER))
