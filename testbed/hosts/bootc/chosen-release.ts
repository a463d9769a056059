/** The two that were recorded. What the newer one brought is in bootc's main of August 2026, which prints 1.16.9. */
const RECORDED = '1.16.9'
export const NEWEST = '1.16.10'

/**
 * The bootc that simulated hosts have when nothing else is asked for: `BOOTC=newest`, or a release such as `BOOTC=1.16.9`.
 * Throws an Error for anything else.
 */
export const chosenRelease = ({ BOOTC: wish = '' }: NodeJS.ProcessEnv): string => {
  if (wish === '') return RECORDED
  if (wish === 'newest') return NEWEST
  if (/^\d+\.\d+\.\d+$/.test(wish)) return wish
  throw new Error(`BOOTC=${wish} must be newest, or a release such as ${RECORDED}`)
}
