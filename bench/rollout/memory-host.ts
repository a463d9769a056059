import * as E from 'fp-ts/Either'
import type { Host, HostError, HostResult } from '../../agent/ports'

interface Image {
  readonly image: string
  readonly digest: string
}

/** A bootc host in memory, as the agent's port sees it. What is in `/run`, and what is staged but locked, dies with a boot. */
export interface MemoryHost {
  readonly host: Host
  readonly booted: () => Image
  readonly bootId: () => string
  /** What a reboot does to the disk; the caller takes the time it takes. */
  readonly reboot: () => void
}

export interface MemoryHostOptions {
  readonly name: string
  /** `repository@digest`. */
  readonly image: string
  readonly stageMs: number
  /** A pull begins. */
  readonly pulls: () => void
  /** `systemctl reboot` was asked for. */
  readonly rebootAsked: () => void
}

/** Help texts with the flags that the newest release knows. */
const HELP = '--download-only --from-downloaded --soft-reboot lock-finalization'

const imageOf = (reference: string): Image => ({
  image: reference,
  digest: reference.slice(reference.indexOf('@') + 1),
})

const entry = (image: Image | undefined, locked: boolean): object | null =>
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

const failure = (command: string, stdout = ''): E.Either<HostError, never> =>
  E.left({ kind: 'command-failed', command, exitCode: 1, stdout, stderr: '' })

export const memoryHost = ({ name, image, stageMs, pulls, rebootAsked }: MemoryHostOptions): MemoryHost => {
  const files = new Map<string, string>()
  let booted = imageOf(image)
  let rollback: Image | undefined
  let staged: Image | undefined
  let locked = false
  let boots = 0
  let changes = 0

  const bootId = (): string => `${name}-boot-${boots}`

  const status = (): string =>
    JSON.stringify({
      apiVersion: 'org.containers.bootc/v1',
      kind: 'BootcHost',
      status: {
        staged: entry(staged, locked),
        booted: entry(booted, false),
        rollback: entry(rollback, false),
        rollbackQueued: false,
      },
    })

  const stage = async (reference: string): Promise<void> => {
    pulls()
    await new Promise(resolve => setTimeout(resolve, stageMs))
    staged = imageOf(reference)
    locked = true
    changes += 1
  }

  const run = async (argv: ReadonlyArray<string>): HostResult<string> => {
    const command = argv.join(' ')
    if (command.startsWith('bootc status')) return E.right(status())
    if (command.startsWith('systemctl is-active')) return failure(command, 'inactive\n'.repeat(argv.length))
    if (command.startsWith('systemctl show')) return E.right('0\n')
    if (command === 'bootc --version') return E.right('bootc 1.16.9\n')
    if (argv.at(-1) === '--help') return E.right(HELP)
    if (argv[0] === 'mkfifo') return failure(command)
    if (argv.includes('switch')) await stage(argv.at(-1) ?? '')
    else if (argv.includes('--from-downloaded')) locked = false
    else if (command.endsWith('systemctl reboot')) rebootAsked()
    return E.right('')
  }

  return {
    booted: () => booted,
    bootId,
    reboot: () => {
      if (staged !== undefined && !locked) {
        rollback = booted
        booted = staged
      }
      staged = undefined
      boots += 1
      changes += 1
      for (const path of [...files.keys()]) if (path.startsWith('/run/')) files.delete(path)
    },
    host: {
      run,
      read: async path => (path === '/proc/sys/kernel/random/boot_id' ? bootId() : files.get(path)),
      write: async (path, text) => void files.set(path, text),
      remove: async path => void files.delete(path),
      listen: () => Promise.reject(new Error('no FIFO here')),
      stamp: async () => String(changes),
    },
  }
}
