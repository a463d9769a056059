import type { Observed } from '../observed'

/** Why the target was given up. */
export const whyBack = ({ spec, verdicts }: Pick<Observed, 'spec' | 'verdicts'>): string =>
  spec.cancelled ? 'cancelled by spec.rollout.cancelledDigest' : (verdicts[0]?.message ?? 'nodes failed')
