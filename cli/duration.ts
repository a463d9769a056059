const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }

/**
 * Milliseconds of a duration as Go, and so kubectl, writes it: `30s`, `1h30m`, `1.5h`, `-1s`; plain numbers are seconds.
 * Undefined for anything else.
 */
export const durationMs = (text: string): number | undefined => {
  if (/^-?\d+(\.\d+)?$/.test(text)) return Number(text) * 1000
  if (!/^-?(\d+(\.\d+)?(ms|s|m|h))+$/.test(text)) return undefined
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)]
  const sum = parts.reduce((ms, [, number, unit = '']) => ms + Number(number) * (UNIT_MS[unit] ?? 0), 0)
  return text.startsWith('-') ? -sum : sum
}
