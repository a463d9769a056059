import { existsSync, mkdirSync, rmSync, symlinkSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { CommandContext } from '../../../../../testbed/hosts/host-command-context'
import { type HostState, idOf, readState } from '../../../../../testbed/hosts/host-state'
import { replaceFile } from '../../../../../testbed/hosts/json-file'
import { type HostLayout, layoutOf } from '../../../../../testbed/hosts/layout'
import { runHostCommand } from '../../../../../testbed/hosts/run-host-command'
import { readSettings } from '../../../../../testbed/hosts/settings'
import { booted, finalizeStaged } from './boots'
import { command } from './command'
import { carryEtc, mountRoot, writeBootEntries } from './deployments'
import { ANSWERS, HOST, NEXT_ROOT } from './paths'
import { registryImages } from './registry-images'

const write =
  (descriptor: number) =>
  (text: string): void => {
    if (text !== '') writeSync(descriptor, text)
  }

/** The simulation's files are the machine's own. */
const prepare = (): HostLayout => {
  const layout: HostLayout = { ...layoutOf(HOST), isMachine: true }
  mkdirSync(layout.units, { recursive: true })
  mkdirSync('/run/ostree', { recursive: true })
  if (!existsSync(layout.root)) symlinkSync('/', layout.root)
  return layout
}

const isMounted = (): boolean => {
  try {
    command('mountpoint', '-q', NEXT_ROOT)
    return true
  } catch {
    return false
  }
}

/** An emulated machine starts Node in ten seconds, so what is asked most often is answered by a file (../root/usr/bin/bootc). */
const ANSWERED: Readonly<Record<string, ReadonlyArray<string>>> = {
  version: ['bootc', '--version'],
  status: ['bootc', 'status', '--json', '--format-version=1'],
  'switch-help': ['bootc', 'switch', '--help'],
  'upgrade-help': ['bootc', 'upgrade', '--help'],
  'ostree-help': ['ostree', 'admin', '--help'],
}

const writeAnswers = async (context: CommandContext): Promise<void> => {
  mkdirSync(ANSWERS, { recursive: true })
  for (const [name, words] of Object.entries(ANSWERED)) {
    let text = ''
    const out = (more: string): void => {
      text += more
    }
    const code = await runHostCommand({ ...context, out, err: out }, words, () => '')
    if (code === 0) replaceFile(join(ANSWERS, name), text)
    else rmSync(join(ANSWERS, name), { force: true })
  }
}

/** Makes the machine what the simulated bootc says that it is. */
const settle = (state: HostState): void => {
  writeBootEntries(state)
  const { nextRoot, staged } = state.run
  const known = [...state.deployments, ...(staged === undefined ? [] : [staged.deployment])]
  const wanted = known.find(deployment => idOf(deployment) === nextRoot)
  const mounted = isMounted()
  if (wanted !== undefined && !mounted) {
    carryEtc(state.run.booted, idOf(wanted))
    mountRoot(wanted, NEXT_ROOT)
  }
  if (nextRoot === undefined && mounted) command('umount', '-l', NEXT_ROOT)
}

/** `bootc …` and `ostree …` of a machine; `booted` and `finalize` are its units' on the way up and down. */
const main = async (args: ReadonlyArray<string>): Promise<number> => {
  const layout = prepare()
  const [verb] = args
  if (verb === 'finalize') {
    finalizeStaged(layout, line => console.log(line))
    return 0
  }
  const settings = readSettings(layout)
  const images = registryImages(layout, settings.architecture)
  const context = { layout, settings, images, variables: {}, out: write(1), err: write(2) }
  let code = 0
  if (verb === 'booted') booted(layout)
  else code = await runHostCommand(context, args, name => `${name}: not simulated\n`)
  settle(readState(layout))
  await writeAnswers(context)
  return code
}

main(process.argv.slice(2)).then(
  code => process.exit(code),
  (error: unknown) => {
    console.error(`error: ${error instanceof Error ? error.message : String(error)}`)
    process.exit(1)
  },
)
