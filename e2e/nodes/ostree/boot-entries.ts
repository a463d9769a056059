/** An entry of the boot loader: https://uapi-group.org/specifications/specs/boot_loader_specification/ */
export interface BootEntry {
  readonly version: number
  /** Paths below /boot. */
  readonly linux: string
  readonly initrd: string
  readonly options: string
}

/** Throws an Error that names the key which is missing. */
export const parseBootEntry = (text: string): BootEntry => {
  const value = (key: string): string => {
    const found = new RegExp(`^${key}\\s+(.*)$`, 'm').exec(text)?.[1]?.trim()
    if (found === undefined) throw new Error(`a boot entry has no "${key}": ${text}`)
    return found
  }
  const version = Number(value('version'))
  if (!Number.isInteger(version)) throw new Error(`the version of a boot entry is no number: ${value('version')}`)
  return { version, linux: value('linux'), initrd: value('initrd'), options: value('options') }
}

/** In the order in which a boot loader tries them: ostree gives the default the highest version. */
export const inBootOrder = (entries: ReadonlyArray<BootEntry>): ReadonlyArray<BootEntry> =>
  [...entries].sort((one, other) => other.version - one.version)

/** Where `ostree=` leads: `/ostree/boot.1/default/…/0`, a link to the deployment. */
export const deploymentLink = ({ options }: BootEntry): string => {
  const found = /(?:^|\s)ostree=(\S+)/.exec(options)?.[1]
  if (found === undefined) throw new Error(`a boot entry without ostree=: ${options}`)
  return found
}
