const UNITS = ['kB', 'MB', 'GB', 'TB'] as const

/**
 * Bytes as bootc prints them, which is GLib's way: decimal units with one digit, whole bytes below 1000, and a no-break
 * space before the longer units (but a plain one before `bytes`).
 */
export const formatSize = (bytes: number): string => {
  if (bytes < 1000) return `${bytes} bytes`
  let value = bytes / 1000
  let at = 0
  while (value >= 1000 && at < UNITS.length - 1) {
    value /= 1000
    at += 1
  }
  return `${value.toFixed(1)}\u00a0${UNITS[at]}`
}
