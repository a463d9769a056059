import type { BootcNodeUpdate } from '../../hooks/api/bootc-node-update'
import { firstFew } from '../../hooks/api/first-few'
import { groupedBy } from '../../hooks/api/grouped-by'
import type { Api } from '../cluster/api'
import { CODECS, PATHS } from '../cluster/fleet'
import { unsafeBootc, unsafeText } from '../unsafe-bootc'
import type { Check, Finding } from './check'

/** Nodes that are named; the others are counted. */
const MOST_NAMED = 5

/** What is known of the releases of bootc that nodes report. */
export const bootcFinding = (updates: ReadonlyArray<BootcNodeUpdate>): Finding => {
  const unsafe = updates.flatMap(({ metadata: { name }, status }) => {
    const fault = unsafeBootc(status)
    return fault === undefined ? [] : [{ name, text: unsafeText(status?.bootcVersion, fault) }]
  })
  if (unsafe.length === 0) return { state: 'ok', says: 'no release that nodes report is known to be unsafe on them' }
  const says = [...groupedBy(unsafe, ({ text }) => text)].map(
    ([text, nodes]) =>
      `on ${firstFew(
        nodes.map(({ name }) => name),
        MOST_NAMED,
      )} ${text}`,
  )
  return { state: 'warning', says: says.join('. ') }
}

export const bootcCheck = (api: Api): Check => ({
  about: 'bootc of the nodes',
  look: async () => bootcFinding(await api.list(CODECS.updates, PATHS.updates)),
})
