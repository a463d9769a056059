import * as E from 'fp-ts/Either'
import type { Host, HostResult } from '../ports'

/** Verbs of bootc that run as a unit of the host: they outlive the agent and its memory limit. */
export const UNIT_VERBS = ['switch', 'upgrade', 'rollback', 'delete-deployment', 'internals'] as const
export type UnitVerb = (typeof UNIT_VERBS)[number]

/** Files of the agent that are gone with the boot. */
export const RUN_FOLDER = '/run/bootc-operator'
const FIFO = `${RUN_FOLDER}/progress.fifo`
/** Longer than any pull we would wait for, in milliseconds; the unit goes on even then, and is waited for again. */
const LONGEST_MS = 2 * 3600_000
const SECONDS_60 = 60_000

export const unitOf = (verb: UnitVerb): string => `bootc-operator-${verb}.service`
/** What the last run of a verb said, until the next one. */
export const errorsOf = (verb: UnitVerb): string => `${RUN_FOLDER}/${verb}.err`
export const outputOf = (verb: UnitVerb): string => `${RUN_FOLDER}/${verb}.out`

/**
 * bootc wants its progress descriptor to be a pipe, so a shell opens it. Opened for both first, so that it never waits
 * for a reader; then bootc holds the writing end alone, and goes on without progress when the agent is gone.
 */
const WITH_PROGRESS = `exec bootc "$@" 9<>${FIFO} 3>${FIFO} 9>&-`

const argvOf = (verb: UnitVerb, args: ReadonlyArray<string>, progress: boolean): ReadonlyArray<string> => [
  ...['systemd-run', '--wait', '--collect', '--quiet', `--unit=${unitOf(verb)}`, '--property=IOWeight=10'],
  // Not --pipe: SELinux keeps the message bus from handing a container's descriptors to systemd.
  `--property=StandardOutput=file:${outputOf(verb)}`,
  `--property=StandardError=file:${errorsOf(verb)}`,
  '--',
  ...(progress ? ['sh', '-c', WITH_PROGRESS, 'bootc', verb, ...args, '--progress-fd', '3'] : ['bootc', verb, ...args]),
]

/** Hears the lines of bootc's progress. Without the FIFO the verb runs all the same, unheard. */
const listen = async (host: Host, line: (text: string) => void): Promise<(() => void) | undefined> => {
  try {
    await host.remove(FIFO)
    const made = await host.run(['mkfifo', '-m', '600', FIFO], SECONDS_60)
    return E.isRight(made) ? await host.listen(FIFO, line) : undefined
  } catch {
    return undefined
  }
}

/**
 * Runs `bootc VERB ARGS` as a unit of the host with low I/O weight, waits for it, and answers its stdout. `progress` is
 * called with each line of bootc's progress (switch and upgrade, bootc 1.1.4).
 */
export const runUnit = async (
  host: Host,
  [verb, ...args]: readonly [UnitVerb, ...string[]],
  progress?: (line: string) => void,
): HostResult<string> => {
  // systemd does not truncate these files, so the words of an earlier run would stay in them.
  for (const file of [outputOf(verb), errorsOf(verb)]) {
    // Written first because the folder must be there for systemd.
    await host.write(file, '')
    await host.remove(file)
  }
  const hangUp = progress === undefined ? undefined : await listen(host, progress)
  const result = await host.run(argvOf(verb, args, hangUp !== undefined), LONGEST_MS)
  hangUp?.()
  if (E.isRight(result)) return E.right((await host.read(outputOf(verb))) ?? '')
  if (result.left.kind !== 'command-failed') return result
  const said = ((await host.read(errorsOf(verb))) ?? '').trim()
  // Nothing in the file means that the unit itself could not be started; then systemd-run says why.
  const stderr = said === '' ? result.left.stderr : said
  return E.left({ ...result.left, command: ['bootc', verb, ...args].join(' '), stderr })
}

/** Ends a verb that runs. What it has pulled is kept, and a staged image is as it was (bootc-contract.md §2.0). */
export const stopUnit = (host: Host, verb: UnitVerb): HostResult<string> =>
  host.run(['systemctl', 'stop', unitOf(verb)], SECONDS_60)
