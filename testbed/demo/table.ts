/** A node as the demo shows it; all but the name comes from what its agent reports. */
export interface DemoNode {
  readonly name: string
  readonly cordoned: boolean
  readonly phase?: string
  readonly bootedShort?: string
  readonly targetShort?: string
  readonly progress?: { readonly percent: number }
  readonly message?: string
}

export interface DemoPool {
  readonly phase?: string
  readonly message?: string
  readonly observedGeneration?: number
  readonly updated?: string
}

const HEADER = ['NODE', 'PHASE', 'BOOTED → TARGET', 'PROGRESS', 'MESSAGE'] as const
/** As wide as a column will ever need to be, so that a line is the same while its node is. */
const LEAST_WIDTHS = [0, 'Rebooting, cordoned'.length, 27, 'downloading'.length, 0]

const progressOf = ({ progress, phase, bootedShort, targetShort }: DemoNode): string => {
  if (bootedShort !== undefined && bootedShort === targetShort) return 'done'
  if (progress !== undefined) return `${Math.round(progress.percent)} %`
  return phase === 'Staging' ? 'downloading' : phase === 'Staged' ? 'staged' : ''
}

const cellsOf = (node: DemoNode): ReadonlyArray<string> => [
  node.name,
  `${node.phase ?? 'Unknown'}${node.cordoned ? ', cordoned' : ''}`,
  `${node.bootedShort ?? '-'} → ${node.targetShort ?? '-'}`,
  progressOf(node),
  node.message ?? 'its agent has not reported yet',
]

/** Lines of a table: columns as wide as their widest cell, each line cut to `width` characters. */
export const tableOf = (
  pool: DemoPool | undefined,
  nodes: ReadonlyArray<DemoNode>,
  width: number,
): ReadonlyArray<string> => {
  const rows = [HEADER, ...nodes.map(cellsOf)]
  const widths = HEADER.map((_, column) =>
    Math.max(LEAST_WIDTHS[column] ?? 0, ...rows.map(row => row[column]?.length ?? 0)),
  )
  const lines = rows.map(row =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  )
  return [`pool: ${pool?.phase ?? 'Pending'}: ${pool?.message ?? ''}`, ...lines].map(line => line.slice(0, width))
}
