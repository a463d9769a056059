import type { Attempt, Boot, BootcNodeUpdateStatus, HostImage } from './bootc-node-update'
import { asWord, cleanText, cleanTexts, MOST } from './clean-text'

/** Keys are compared and not read, so they stay as they are. */
const cleanAttempt = (attempt: Attempt): Attempt => {
  const { key, ...whole } = attempt
  const boots = { ...changed('fromBoot', whole.fromBoot, cleanId), ...changed('toBoot', whole.toBoot, cleanId) }
  const rest = Object.keys(boots).length === 0 ? whole : { ...whole, ...boots }
  const cleaned = cleanTexts(rest)
  const reason = rest.reason === undefined ? undefined : asWord(rest.reason)
  if (cleaned === whole && reason === rest.reason) return attempt
  return { ...cleaned, key, reason }
}

/** An order names it, and would be refused with a longer one, and all the others with it. */
const cleanBoot = (boot: Boot): Boot => {
  const id = cleanText(boot.id, MOST.id)
  return id === boot.id ? boot : { ...boot, id }
}

const IMAGES = ['booted', 'staged', 'rollback'] as const

const cleanImages = (status: BootcNodeUpdateStatus): Partial<BootcNodeUpdateStatus> =>
  Object.fromEntries(
    IMAGES.flatMap(place => {
      const image: HostImage | undefined = status[place]
      const cleaned = cleanTexts(image)
      return cleaned === image ? [] : [[place, cleaned]]
    }),
  )

/**
 * What a node says of itself, fit to be shown and to stand in sentences: agents report nothing else, and hooks take
 * nothing else from what an older schema let in. The same status, when all of it is clean.
 */
export const cleanReport = (status: BootcNodeUpdateStatus): BootcNodeUpdateStatus => {
  const { attempt, boot, units, conditions, message, agentVersion, bootcVersion } = status
  const changes: Partial<BootcNodeUpdateStatus> = {
    ...cleanImages(status),
    ...changed('message', message, text => cleanText(text)),
    ...changed('agentVersion', agentVersion, cleanVersion),
    ...changed('bootcVersion', bootcVersion, cleanVersion),
    ...changed('boot', boot, cleanBoot),
    ...changed('attempt', attempt, cleanAttempt),
    ...changed('units', units, cleanTexts),
    ...changed('conditions', conditions, cleanTexts),
  }
  return Object.keys(changes).length === 0 ? status : { ...status, ...changes }
}

/** In characters, as the CRD has it. */
const LONGEST_VERSION = 128

const cleanId = (id: string): string => cleanText(id, MOST.id)

const cleanVersion = (version: string): string => cleanText(version, LONGEST_VERSION)

/** The field, if it is there and not clean. */
const changed = <T>(key: string, before: T | undefined, clean: (value: T) => T): object => {
  const after = before === undefined ? undefined : clean(before)
  return before === after ? {} : { [key]: after }
}
