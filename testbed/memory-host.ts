import * as E from 'fp-ts/Either'
import type { Host, HostError, HostResult } from '../agent/ports'

export interface MemoryImage {
  readonly image: string
  /** Of the manifest. */
  readonly digest: string
}

/** A machine that a memory host gives the agent's commands to: what it has deployed, and what each verb does to it. */
export interface Machine {
  readonly bootId: () => string
  readonly booted: () => MemoryImage
  readonly rollback: () => MemoryImage | undefined
  readonly staged: () => (MemoryImage & { readonly locked: boolean }) | undefined
  /** The next boot runs the rollback entry. */
  readonly rollbackQueued: () => boolean
  /** `bootc switch`: pulls and stages `repository@digest`; answers once that is over. */
  readonly stage: (image: string, locked: boolean) => HostResult<string>
  /** Ends a pull that runs. */
  readonly stopPull: () => void
  readonly setLocked: (locked: boolean) => void
  readonly unstage: () => void
  readonly toggleRollback: () => void
  readonly mask: () => void
  /** `systemctl reboot` was asked for. */
  readonly reboot: () => void
  /** `ActiveState` of a unit; undefined: there is no such unit. All are active where this is absent. */
  readonly unit?: (name: string) => string | undefined
  /** A word that changes with what is deployed. */
  readonly stamp: () => string
}

/** Help texts with the flags that the newest release knows. */
const HELP = '--download-only --from-downloaded --soft-reboot lock-finalization'
const BOOT_ID = '/proc/sys/kernel/random/boot_id'

const entry = (image: MemoryImage | undefined, locked: boolean): object | null =>
  image === undefined
    ? null
    : {
        image: {
          image: { image: image.image, transport: 'registry' },
          imageDigest: image.digest,
          architecture: 'amd64',
        },
        incompatible: false,
        downloadOnly: locked,
        softRebootCapable: false,
        ostree: {},
      }

const statusOf = (machine: Machine): string =>
  JSON.stringify({
    apiVersion: 'org.containers.bootc/v1',
    kind: 'BootcHost',
    status: {
      staged: entry(machine.staged(), machine.staged()?.locked === true),
      booted: entry(machine.booted(), false),
      rollback: entry(machine.rollback(), false),
      rollbackQueued: machine.rollbackQueued(),
    },
  })

/** A command that ended with an exit code; `stderr` as the command itself prints it. */
export const commandFailed = (
  command: string,
  { stdout = '', stderr = '', exitCode = 1 }: { stdout?: string; stderr?: string; exitCode?: number } = {},
): E.Either<HostError, never> => E.left({ kind: 'command-failed', command, exitCode, stdout, stderr })

const DONE = E.right('')

const done = (effect: () => void): E.Either<HostError, string> => {
  effect()
  return DONE
}

/** A verb of bootc or ostree; undefined for any other command. */
const deploy = async (
  machine: Machine,
  argv: ReadonlyArray<string>,
): Promise<E.Either<HostError, string> | undefined> => {
  const unit = argv.indexOf('--')
  const [tool, verb, ...options] = unit < 0 ? argv : argv.slice(unit + 1)
  if (tool === 'ostree') {
    if (options[0] === 'undeploy') return done(machine.unstage)
    if (options[0] === 'lock-finalization') return done(() => machine.setLocked(!options.includes('--unlock')))
  }
  if (tool !== 'bootc') return undefined
  switch (verb) {
    case 'switch':
      return machine.stage(options.at(-1) ?? '', options.includes('--download-only'))
    case 'upgrade':
      return done(() => machine.setLocked(!options.includes('--from-downloaded')))
    case 'rollback':
      return done(machine.toggleRollback)
    default:
      return undefined
  }
}

/** As systemd prints them (test/fixtures/systemd-recorded); when a unit became active this machine does not know. */
const unitsOf = ({ unit = () => 'active' }: Machine, names: ReadonlyArray<string>): string =>
  names
    .map(name => {
      const state = unit(name)
      const load = state === undefined ? 'not-found' : 'loaded'
      return `Id=${name}\nLoadState=${load}\nActiveState=${state ?? 'inactive'}\nActiveEnterTimestampMonotonic=0\n`
    })
    .join('\n')

const answer = async (machine: Machine, argv: ReadonlyArray<string>): HostResult<string> => {
  const command = argv.join(' ')
  if (argv.at(-1) === '--help') return E.right(HELP)
  if (command === 'bootc --version') return E.right('bootc 1.16.9\n')
  if (command.startsWith('bootc status')) return E.right(statusOf(machine))
  if (command.startsWith('systemctl is-active'))
    return commandFailed(command, { stdout: 'inactive\n'.repeat(argv.length) })
  if (command.startsWith('systemctl is-failed') || argv[0] === 'mkfifo') return commandFailed(command)
  if (command.startsWith('systemctl show -p')) return E.right(unitsOf(machine, argv.slice(argv.indexOf('--') + 1)))
  if (command.startsWith('systemctl show')) return E.right('0\n')
  if (command.startsWith('systemctl stop') && command.includes('switch')) return done(machine.stopPull)
  if (command.startsWith('systemctl mask')) return done(machine.mask)
  if (command.endsWith('systemctl reboot')) return done(machine.reboot)
  return (await deploy(machine, argv)) ?? DONE
}

/** The agent's port to a machine in memory: commands of bootc and systemd, and the files that were written to `files`. */
export const memoryHost = (machine: Machine, files: Map<string, string> = new Map()): Host => ({
  run: argv => answer(machine, argv),
  read: async path => (path === BOOT_ID ? machine.bootId() : files.get(path)),
  list: async () => [],
  write: async (path, text) => void files.set(path, text),
  remove: async path => void files.delete(path),
  listen: () => Promise.reject(new Error('no FIFO here')),
  stamp: async () => machine.stamp(),
})
