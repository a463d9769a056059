import { waitFor } from '../../testbed/control-plane/wait-for'
import { LOOK_EVERY_MS, read } from './cluster-facts'
import type { Told } from './story'

export interface UpdateFacts {
  readonly name: string
  readonly step: string
  readonly attempt: string
  readonly phase: string
  readonly message: string
  readonly booted: string
  /** What a reboot order would bring up. */
  readonly ready: string
  /** Kernel's boot id and the count of soft reboots since. */
  readonly boot: string
  /** Why the node is degraded, in a word. */
  readonly trouble: string
}

interface RawUpdates {
  readonly items: ReadonlyArray<{
    readonly metadata: { readonly name: string }
    readonly spec: { readonly order?: { readonly step: string; readonly attempt: string } }
    readonly status?: {
      readonly phase?: string
      readonly message?: string
      readonly booted?: { readonly digest?: string }
      readonly ready?: { readonly digest?: string }
      readonly boot?: { readonly id: string }
      readonly conditions?: ReadonlyArray<{ readonly type: string; readonly status: string; readonly reason?: string }>
    }
  }>
}

export const readUpdates = async ({ cluster }: Told): Promise<ReadonlyArray<UpdateFacts>> => {
  const { items } = await read<RawUpdates>(cluster, 'bootcnodeupdates')
  return items.map(({ metadata, spec, status }) => ({
    name: metadata.name,
    step: spec.order?.step ?? '',
    attempt: spec.order?.attempt ?? '',
    phase: status?.phase ?? '',
    message: status?.message ?? '',
    booted: status?.booted?.digest ?? '',
    ready: status?.ready?.digest ?? '',
    boot: status?.boot?.id ?? '',
    trouble: status?.conditions?.find(({ type, status: is }) => type === 'Degraded' && is === 'True')?.reason ?? '',
  }))
}

/** A pull and a drain of emulated machines, beside other work. */
const STEP_SECONDS = 1800

/** The first node of which it is true. */
export const untilSomeNode = (told: Told, what: string, isIt: (update: UpdateFacts) => boolean): Promise<UpdateFacts> =>
  waitFor({
    what: `some node ${what}`,
    seconds: STEP_SECONDS,
    everyMs: LOOK_EVERY_MS,
    look: async () => (await readUpdates(told)).find(isIt),
  })

/** Until it is true of all machines' nodes. */
export const untilEveryNode = (told: Told, what: string, isIt: (update: UpdateFacts) => boolean): Promise<true> =>
  waitFor({
    what: `every node ${what}`,
    seconds: STEP_SECONDS,
    everyMs: LOOK_EVERY_MS,
    look: async () => {
      const updates = await readUpdates(told)
      return (updates.length === told.cluster.machines.all.length && updates.every(isIt)) || undefined
    },
  })

/** The image that the nodes run now, by digest. */
export const runningRef = async (told: Told): Promise<string> => {
  const digests = new Set((await readUpdates(told)).map(({ booted }) => booted))
  const [digest, ...others] = digests
  if (digest === undefined || others.length > 0)
    throw new Error(`the nodes run ${[...digests].join(' and ') || 'nothing'}`)
  return `${told.cluster.repository}@${digest}`
}
