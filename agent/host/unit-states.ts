import * as E from 'fp-ts/Either'
import type { HostUnit } from '../../hooks/api/bootc-node-update'
import type { Host, HostError, HostResult } from '../ports'

const SECONDS_30 = 30_000

type UnitState = HostUnit['state']

/** A unit as systemd has it now. `entered`: when it became active last, in µs of the monotonic clock; 0 when it was so before. */
export interface SeenUnit {
  readonly unit: string
  readonly state: UnitState
  readonly entered: number
}

type Properties = Readonly<Record<string, string>>

/** `NAME=value` lines, a block for each unit, in the order in which they were asked for. */
const blocksIn = (text: string): ReadonlyArray<Properties> =>
  text
    .trim()
    .split(/\n\n+/)
    .map(block =>
      Object.fromEntries(
        block.split('\n').map(line => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
      ),
    )

/** systemd's ActiveState, as far as it makes a difference here. */
const STATES: Readonly<Record<string, UnitState>> = {
  active: 'active',
  reloading: 'active',
  refreshing: 'active',
  activating: 'activating',
  failed: 'failed',
  maintenance: 'failed',
}

/**
 * A unit that has been active since before the userspace started was carried over a soft reboot, and proves nothing of the
 * image that runs now. A mount that systemd found when it started has no time at all (0), and is there.
 */
const stateOf = ({ LoadState, ActiveState = '' }: Properties, entered: number, userspaceStart: number): UnitState => {
  if (LoadState === 'not-found') return 'missing'
  const state = STATES[ActiveState] ?? 'inactive'
  return state === 'active' && entered !== 0 && entered < userspaceStart ? 'inactive' : state
}

const microseconds = (text: string | undefined): number => Number(text ?? '') || 0

const unexpected = (command: string, problem: string): E.Either<HostError, never> =>
  E.left({ kind: 'unexpected-output', command, problems: [problem] })

const showUnits = (host: Host, units: ReadonlyArray<string>): HostResult<string> =>
  host.run(
    ['systemctl', 'show', '-p', 'Id,LoadState,ActiveState,ActiveEnterTimestampMonotonic', '--', ...units],
    SECONDS_30,
  )

/** systemctl refuses the whole question for one name that cannot be a unit's, such as that of a template. */
const showEach = async (
  host: Host,
  units: ReadonlyArray<string>,
): Promise<E.Either<HostError, ReadonlyArray<Properties>>> => {
  const found: Properties[] = []
  for (const unit of units) {
    const shown = await showUnits(host, [unit])
    if (E.isLeft(shown) && shown.left.kind !== 'command-failed') return shown
    found.push(E.isLeft(shown) ? { LoadState: 'not-found' } : (blocksIn(shown.right)[0] ?? {}))
  }
  return E.right(found)
}

const propertiesOf = async (
  host: Host,
  units: ReadonlyArray<string>,
): Promise<E.Either<HostError, ReadonlyArray<Properties>>> => {
  const shown = await showUnits(host, units)
  if (E.isRight(shown)) return E.right(blocksIn(shown.right))
  return shown.left.kind === 'command-failed' && units.length > 1 ? showEach(host, units) : shown
}

/**
 * How these units of the host are, in the order of the names. Active counts since the present userspace started, which is
 * later than the kernel after a soft reboot: both times are by the kernel's monotonic clock, which a soft reboot keeps
 * (test/fixtures/systemd-recorded).
 */
export const readUnitStates = async (host: Host, units: ReadonlyArray<string>): HostResult<ReadonlyArray<SeenUnit>> => {
  const manager = await host.run(['systemctl', 'show', '-P', 'UserspaceTimestampMonotonic'], SECONDS_30)
  if (E.isLeft(manager)) return manager
  const start = microseconds(manager.right.trim())
  const shown = await propertiesOf(host, units)
  if (E.isLeft(shown)) return shown
  if (shown.right.length !== units.length) {
    return unexpected('systemctl show', `expected ${units.length} units, got ${shown.right.length}`)
  }
  return E.right(
    units.map((unit, at) => {
      const properties = shown.right[at] ?? {}
      const entered = microseconds(properties.ActiveEnterTimestampMonotonic)
      return { unit, state: stateOf(properties, entered, start), entered }
    }),
  )
}
