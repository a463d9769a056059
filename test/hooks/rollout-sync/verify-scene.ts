import type { Verify } from '../../../hooks/api/verify'
import { reporting } from '../../builders/an-update'

export const UNIT = 'chronyd.service'
export const SINCE = '2026-01-02T00:11:00Z'

export const units = (state: 'active' | 'failed' | 'missing' | 'activating', since = SINCE) =>
  reporting({ units: [{ unit: UNIT, state, since }] })

export const wantsUnit: Verify = { systemdUnits: [UNIT] }
