import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { COMPETITORS } from '../../agent/host/competitors'
import { ENTER_HOST } from '../../agent/host/exec'
import { UNIT_VERBS, unitOf } from '../../agent/host/systemd-run'
import { readFaults } from './faults'
import { replaceFile } from './json-file'
import type { HostLayout } from './layout'
import { runHostCommand } from './run-host-command'
import { readSettings } from './settings'
import { shellQuoted } from './shell-quoted'

/**
 * What agents ask most. Each changes nothing, and its answer follows from the files of the host that `inputs` names, as
 * long as no unit runs and nobody holds the lock.
 */
const QUESTIONS: ReadonlyArray<ReadonlyArray<string>> = [
  ['bootc', 'status', '--json', '--format-version=1'],
  ['systemctl', 'is-active', ...UNIT_VERBS.map(unitOf), ...COMPETITORS],
  ['systemctl', 'show', '-P', 'SoftRebootsCount'],
  ['systemctl', 'is-failed', 'ostree-boot-complete.service'],
  ['bootc', '--version'],
  ['bootc', 'switch', '--help'],
  ['bootc', 'upgrade', '--help'],
  ['ostree', 'admin', '--help'],
]

const answersFile = (layout: HostLayout): string => join(layout.dir, 'answers.sh')

const inputs = ({ state, settings, faults }: HostLayout): ReadonlyArray<string> => [state, settings, faults]

const contentOf = (path: string): string => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

/** As the shell's `$(cat …)` has it: without the newlines at its end. */
const seenNow = (layout: HostLayout): string => inputs(layout).map(contentOf).join('').replace(/\n+$/, '')

/** A command that takes its time, or is to go wrong, has no answer beforehand; composefs has other files to look at. */
const hasAnswers = (layout: HostLayout): boolean => {
  const { backend, statusMillis } = readSettings(layout)
  const { status, host } = readFaults(layout)
  return backend === 'ostree' && statusMillis === 0 && status === undefined && host === undefined
}

const answerTo = async (layout: HostLayout, question: ReadonlyArray<string>): Promise<string> => {
  let said = ''
  const context = {
    layout,
    settings: readSettings(layout),
    variables: {},
    withoutLock: true,
    out: (text: string) => {
      said += text
    },
    err: () => undefined,
  } as const
  const code = await runHostCommand(context, question, () => '')
  return `code=${code} answer=${shellQuoted(said)}`
}

/**
 * Writes down what the host answers as it is now, so that its executables need no process of Node to say it: that costs
 * a hundred times as much, and an agent asks all the time. Call it whenever the host may have changed.
 */
export const writeAnswers = async (layout: HostLayout): Promise<void> => {
  if (!hasAnswers(layout)) return
  const seen = seenNow(layout)
  const answers: string[] = []
  for (const [number, question] of QUESTIONS.entries())
    answers.push(`${number}) ${await answerTo(layout, question)} ;;\n`)
  if (seenNow(layout) !== seen) return
  replaceFile(answersFile(layout), `seen=${shellQuoted(seen)}\ncase $question in\n${answers.join('')}esac\n`)
}

/**
 * The part of `nsenter` that answers: only what is asked word by word, and only while the host is to the byte what it was
 * when its answers were written, no unit runs, and the lock, for which a command would wait, is free.
 */
export const answeringScript = (layout: HostLayout): string => `case "$*" in
${QUESTIONS.map((words, number) => `${shellQuoted([...ENTER_HOST, ...words].join(' '))}) question=${number} ;;\n`).join('')}*) question= ;;
esac
for unit in ${shellQuoted(layout.units)}/*; do [ -e "$unit" ] && question=; done
[ -e ${shellQuoted(join(layout.root, 'ostree/lock'))} ] && question=
if [ -n "$question" ] && [ -r ${shellQuoted(answersFile(layout))} ]; then
  . ${shellQuoted(answersFile(layout))}
  if [ "$(cat ${inputs(layout).map(shellQuoted).join(' ')} 2>/dev/null)" = "$seen" ]; then
    printf '%s' "$answer"
    exit "$code"
  fi
fi
`
