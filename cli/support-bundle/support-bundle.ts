import type { Installed } from '../../hooks/api/installed'
import { API_VERSION } from '../../hooks/api/names'
import { OPERATOR_VERSION } from '../../hooks/api/version'
import type { Api } from '../cluster/api'
import { doctor } from '../doctor/doctor'
import { serverCheck } from '../doctor/install-checks'
import { commandError, EXIT } from '../exit'
import { objectOf, type Report } from '../report'
import { status } from '../status/status'
import { fields } from '../text/fields'
import { styleFor } from '../text/style'
import { versionReport } from '../version/version'
import { archiveOf, type BundleFile } from './archive'
import type { BundlePorts } from './bundle-ports'
import { type Cut, fitSize } from './fit-size'
import { listingsOf, PODS, poolOf } from './listings'
import { LoggedPod, podParts } from './logs'
import { AnyObject, type KubernetesObject, listing, type Missing, type Part, readParts } from './pieces'
import { redactText, redactValue } from './redact'

export interface BundleWish {
  /** Empty: all. */
  readonly pools: ReadonlyArray<string>
  readonly file: string | undefined
  readonly now: Date
  readonly installed: Installed
}

const UPDATES = `/apis/${API_VERSION}/bootcnodeupdates`

/** Width of the texts in the bundle. */
const PLAIN = styleFor({ columns: undefined, environment: { COLUMNS: '120', NO_COLOR: '1' } })

const textFile = (name: string, { lines }: Report): BundleFile => ({
  name,
  text: redactText(`${lines(PLAIN).join('\n')}\n`),
})

const dataFile = (name: string, report: Report): BundleFile => ({
  name,
  text: `${JSON.stringify(redactValue(objectOf(report)), null, 2)}\n`,
})

const viewParts = ({ api }: BundlePorts, { pools, now, installed }: BundleWish): ReadonlyArray<Part> => [
  { what: 'versions.json', read: async () => [dataFile('versions.json', await versionReport(api))] },
  { what: 'doctor.txt', read: async () => [textFile('doctor.txt', await doctor(api, installed))] },
  { what: 'status.txt', read: async () => [textFile('status.txt', await status(api, { pools }, { now }))] },
]

/** Later phases of this list need a look sooner; a node without a report most. */
const TROUBLE = ['Idle', 'Staged', 'Staging', 'Rebooting', 'Failed']

const troubleOf = (update: KubernetesObject | undefined): number => {
  const phase = (update?.['status'] as { readonly phase?: unknown } | undefined)?.phase
  return phase === undefined ? TROUBLE.length : TROUBLE.indexOf(String(phase))
}

/** What is unreadable here is named by the part that has it. */
const readOrNone = <A>(read: Promise<ReadonlyArray<A>>): Promise<ReadonlyArray<A>> => read.catch(() => [])

const partsOf = async (ports: BundlePorts, wish: BundleWish): Promise<ReadonlyArray<Part>> => {
  const { api, readEnd } = ports
  const pools = new Set(wish.pools)
  const isWanted = (object: KubernetesObject): boolean => {
    const pool = poolOf(object)
    return pools.size === 0 || pool === undefined || pools.has(pool)
  }
  const [updates, pods] = await Promise.all([
    readOrNone(api.list(AnyObject, UPDATES)),
    readOrNone(api.list(LoggedPod, PODS)),
  ])
  const ours = new Map(updates.filter(isWanted).map(update => [update.metadata.name, update]))
  const listings = listingsOf(pools, new Set(ours.keys()))
  const own = pods.filter(pod => isWanted({ metadata: pod.metadata }))
  return [
    ...viewParts(ports, wish),
    ...listings.map(one => listing(api, one)),
    ...podParts(own, readEnd, node => troubleOf(ours.get(node ?? ''))),
  ]
}

const checkPools = async (api: Api, pools: ReadonlyArray<string>): Promise<void> => {
  for (const pool of pools) {
    const found = await api.get(AnyObject, `/apis/${API_VERSION}/bootcnodepools/${pool}`)
    if (found === undefined) throw commandError(EXIT.notFound, `there is no BootcNodePool "${pool}"`)
  }
}

const sizeText = (bytes: number): string =>
  bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`
const missingText = ({ what, why }: Missing): string => `${what}: ${why}`
const cutText = ({ file, bytes, kept, part }: Cut): string =>
  `${file}: the ${part} of it, ${sizeText(kept)} of ${sizeText(bytes)}`

/** 20261130T081500Z, as a part of a file name. */
const stamp = (now: Date): string => now.toISOString().replace(/[-:]|\.\d+/g, '')

/**
 * Writes everything that a bug report needs into one tar.gz: never a Secret, and no credential as far as one can be recognized. What
 * cannot be read is named in it. Rejects when the API server is out of reach, a pool is not there, or the file cannot be written.
 */
export const supportBundle = async (ports: BundlePorts, wish: BundleWish): Promise<Report> => {
  const { now, pools } = wish
  const server = await serverCheck(ports.api)
  await checkPools(ports.api, pools)
  const name = `bootc-bundle-${stamp(now)}`
  const file = wish.file ?? `${name}.tar.gz`
  const { files: all, missing } = await readParts(await partsOf(ports, wish))
  const { files, cut } = fitSize(all, ports.mostBytes)
  const index = {
    createdAt: now.toISOString(),
    client: OPERATOR_VERSION,
    server: server.says,
    pools: pools.length === 0 ? 'all' : pools,
    files: files.map(one => ({ name: one.name, bytes: Buffer.byteLength(one.text) })),
    missing,
    cut,
  }
  const archive = archiveOf(name, [{ name: 'index.json', text: `${JSON.stringify(index, null, 2)}\n` }, ...files], now)
  await ports.write(file, archive)
  return {
    kind: 'SupportBundle',
    data: { file, bytes: archive.length, ...index },
    lines: style => [
      ...fields(
        [
          ['wrote', `${file}, ${files.length + 1} files, ${sizeText(archive.length)}`],
          ['missing', missing.map(missingText)],
          ['cut', cut.map(cutText)],
        ],
        style,
      ),
      'Credentials are removed where they can be recognized: look through it before you attach it.',
    ],
  }
}
