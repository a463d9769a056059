import { kubectlPatiently } from '../../../testbed/lab/kubectl-patiently'
import type { Lab } from '../../../testbed/lab/lab'

/** Milliseconds between two looks by it: each is a process, which costs more than the rest of a wait. */
export const KUBECTL_EVERY_MS = 300

/** Answers what it prints; for verbs that may be said twice. */
export const kubectl = ({ controlPlane }: Lab, ...args: ReadonlyArray<string>): Promise<string> =>
  kubectlPatiently(args.join(' '), () => controlPlane.kubectl(...args))

export const applied = ({ controlPlane }: Lab, object: object): Promise<string> =>
  kubectlPatiently('apply', () => controlPlane.apply(JSON.stringify(object)))
