/** What release brought what (bootc-contract.md §1.4); a host with an older `bootcVersion` does not know it. */
export const isSince = (bootcVersion: string, since: string | undefined): boolean => {
  if (since === undefined) return true
  const [has, needs] = [bootcVersion, since].map(text => text.split('.').map(Number))
  for (const at of [0, 1, 2]) {
    const difference = (has?.[at] ?? 0) - (needs?.[at] ?? 0)
    if (difference !== 0) return difference > 0
  }
  return true
}

interface Option {
  readonly name: string
  /** Its value's name in the help; without one it is a flag. */
  readonly value?: string
  readonly since?: string
  /** First release whose help shows it; `false`: none does. */
  readonly shown?: string | false
}

const SOFT_REBOOT: Option = { name: '--soft-reboot', value: 'SOFT_REBOOT', since: '1.7.0', shown: '1.8.0' }
const PROGRESS: Option = { name: '--progress-fd', value: 'PROGRESS_FD', since: '1.1.4', shown: false }
const QUIET: Option = { name: '--quiet' }
const APPLY: Option = { name: '--apply' }

const OPTIONS = {
  switch: [
    QUIET,
    APPLY,
    SOFT_REBOOT,
    { name: '--transport', value: 'TRANSPORT' },
    { name: '--enforce-container-sigpolicy' },
    { name: '--retain' },
    PROGRESS,
    // Merged after 1.16.9.
    { name: '--download-only', since: '1.16.10' },
    { name: '--from-downloaded', since: '1.16.10' },
  ],
  upgrade: [
    QUIET,
    { name: '--check' },
    APPLY,
    SOFT_REBOOT,
    { name: '--download-only', since: '1.12.0' },
    { name: '--from-downloaded', since: '1.12.0' },
    { name: '--tag', value: 'TAG', since: '1.15.0' },
    PROGRESS,
  ],
  rollback: [{ ...APPLY, since: '1.1.7' }, SOFT_REBOOT],
} as const satisfies Readonly<Record<string, ReadonlyArray<Option>>>

export type OptionedVerb = keyof typeof OPTIONS

const known = (verb: OptionedVerb, bootcVersion: string): ReadonlyArray<Option> =>
  (OPTIONS[verb] as ReadonlyArray<Option>).filter(({ since }) => isSince(bootcVersion, since))

/** The options that a release takes, as its parser needs them. */
export const optionsOf = (
  verb: OptionedVerb,
  bootcVersion: string,
): { readonly flags: ReadonlyArray<string>; readonly values: ReadonlyArray<string> } => {
  const options = known(verb, bootcVersion)
  return {
    flags: options.filter(({ value }) => value === undefined).map(({ name }) => name),
    values: options.filter(({ value }) => value !== undefined).map(({ name }) => name),
  }
}

/** The options that the help of a release shows. */
export const shownOptions = (verb: OptionedVerb, bootcVersion: string): ReadonlyArray<string> =>
  known(verb, bootcVersion)
    .filter(({ shown }) => shown !== false && isSince(bootcVersion, shown))
    .map(({ name, value }) => (value === undefined ? name : `${name} <${value}>`))

/** The target of `switch` became optional together with its new options. */
export const switchUsage = (bootcVersion: string): string =>
  `bootc switch [OPTIONS] ${isSince(bootcVersion, '1.16.10') ? '[TARGET]' : '<TARGET>'}`

/** Keys of the status that older releases leave out. */
const KEYS: Readonly<Record<string, string>> = {
  store: '1.1.0',
  architecture: '1.1.7',
  otherDeployments: '1.3.0',
  softRebootCapable: '1.7.0',
  composefs: '1.9.0',
  bootDigest: '1.11.0',
  downloadOnly: '1.12.0',
  usrOverlay: '1.14.0',
  missingVerityAllowed: '1.15.2',
  readOnly: '1.16.7',
}

/** The value without the keys that the release does not know. */
export const asOf = (bootcVersion: string, value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(item => asOf(bootcVersion, item))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => isSince(bootcVersion, KEYS[key]))
      .map(([key, item]) => [key, asOf(bootcVersion, item)]),
  )
}
