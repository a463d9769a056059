import type { BusyNode, Picture, PoolPicture } from './picture'

const countsText = ({ nodes }: PoolPicture): string => {
  const counts = new Map<string, number>()
  for (const { phase } of nodes) counts.set(phase, (counts.get(phase) ?? 0) + 1)
  return [...counts].map(([phase, count]) => `${count} ${phase}`).join(', ')
}

const busyText = ({ name, phase, message, blockers }: BusyNode): string =>
  [`  ${name} is ${phase}`, ...(message ? [`it ${message}`] : []), ...blockers].join('; ')

const poolLines = (pool: PoolPicture): ReadonlyArray<string> => [
  `${pool.pool}: ${pool.phase}, target ${pool.target}, ${pool.updated} of ${pool.total} nodes updated${pool.rolledBack ? `, ${pool.rolledBack.text}` : ''}`,
  ...(pool.step ? [`  ${pool.step}`] : []),
  `  ${pool.message}`,
  `  ${countsText(pool)}`,
  ...[...pool.busy.nodes, ...pool.stuck.nodes].map(busyText),
  '',
]

/** What a browser shows that runs no scripts: the moment when the page was asked for. */
export const plainText = ({ at, cluster, pools }: Picture): string => {
  const lines = pools.length === 0 ? ['There is no BootcNodePool yet.'] : pools.flatMap(poolLines)
  return [
    `As of ${at}${cluster === undefined ? '' : `, context ${cluster}`}; reload the page for news.`,
    '',
    ...lines,
  ].join('\n')
}
