/** bootc's structs keep this order of fields, while its JSON is sorted. */
const FIELDS = [
  ...['apiVersion', 'kind', 'metadata', 'spec', 'status', 'name'],
  ...['image', 'transport', 'version', 'timestamp', 'imageDigest', 'architecture', 'bootOrder'],
  ...['staged', 'booted', 'rollback', 'otherDeployments', 'rollbackQueued', 'type', 'usrOverlay', 'readOnly'],
  ...['cachedUpdate', 'incompatible', 'pinned', 'softRebootCapable', 'downloadOnly', 'store', 'ostree', 'composefs'],
  ...['stateroot', 'checksum', 'deploySerial'],
  ...['verity', 'bootType', 'bootloader', 'bootDigest', 'missingVerityAllowed'],
]

type Fields = Readonly<Record<string, unknown>>

const lines = (value: Fields, indent: string): string =>
  Object.entries(value)
    .sort(([a], [b]) => FIELDS.indexOf(a) - FIELDS.indexOf(b))
    .map(([key, item]) =>
      typeof item === 'object' && item !== null
        ? `${indent}${key}:\n${lines(item as Fields, `${indent}  `)}`
        : `${indent}${key}: ${String(item)}\n`,
    )
    .join('')

/** What `bootc status` prints when its output is no terminal (recorded steps 013 and 202). */
export const statusYaml = (json: string): string => lines(JSON.parse(json) as Fields, '')

interface Image {
  readonly image: { readonly image: string }
  readonly version: string | null
  readonly timestamp: string
  readonly imageDigest: string
  readonly architecture: string
}

interface Entry {
  readonly image: Image | null
  readonly cachedUpdate: Image | null
  readonly softRebootCapable: boolean
  readonly downloadOnly: boolean
  readonly ostree: { readonly stateroot: string; readonly checksum: string; readonly deploySerial: number } | null
}

type Slot = 'staged' | 'booted' | 'rollback'

const TITLES: Readonly<Record<Slot, string>> = {
  staged: '  Staged image',
  booted: '● Booted image',
  rollback: '  Rollback image',
}

const rowsOf = (slot: Slot, entry: Entry, verbose: boolean): ReadonlyArray<readonly [string, string]> => {
  const { image, cachedUpdate, ostree } = entry
  const yes = (is: boolean): string => (is ? 'yes' : 'no')
  return [
    ...(image === null
      ? []
      : [
          ['Digest', `${image.imageDigest} (${image.architecture})`] as const,
          ['Version', `${image.version} (${image.timestamp})`] as const,
        ]),
    ...(cachedUpdate === null
      ? []
      : [
          ['UpdateVersion', `${cachedUpdate.version} (${cachedUpdate.timestamp})`] as const,
          ['UpdateDigest', cachedUpdate.imageDigest] as const,
        ]),
    ...(verbose && ostree !== null
      ? [
          ['StateRoot', ostree.stateroot] as const,
          ['Deploy serial', String(ostree.deploySerial)] as const,
          ['Staged', yes(slot === 'staged')] as const,
          ['Commit', ostree.checksum] as const,
          ['Soft-reboot', yes(entry.softRebootCapable)] as const,
          ...(entry.downloadOnly ? [['Download-only', 'yes'] as const] : []),
        ]
      : []),
  ]
}

/** The human form of an ostree host (recorded steps 014, 015, 031, 067 and 075). */
export const statusHuman = (json: string, verbose: boolean): string => {
  const { status } = JSON.parse(json) as { readonly status: Readonly<Record<Slot, Entry | null>> }
  const blocks = (['staged', 'booted', 'rollback'] as const).flatMap(slot => {
    const entry = status[slot]
    if (entry === null) return []
    const title = TITLES[slot]
    const rows = rowsOf(slot, entry, verbose).map(([label, value]) => `${label.padStart(title.length)}: ${value}\n`)
    return [`${title}: ${entry.image?.image.image}\n${rows.join('')}`]
  })
  return blocks.join('\n')
}
