import { finalizeUnit } from './finalize'
import type { HostCommand } from './host-command-context'
import { readState } from './host-state'

/** Options whose value is the next word. `-b` takes one only when it looks like a boot. */
const WITH_VALUE = ['-u', '--unit', '-o', '--output', '-n', '--lines']

/** `journalctl -b N -u UNIT`, with the messages alone (`-o cat`): of the finalize service and ostree-boot-complete. */
export const journalctl: HostCommand = async (context, args) => {
  const values: Record<string, string> = {}
  for (let at = 0; at < args.length; at += 1) {
    const [name = '', inline] = (args[at] ?? '').split(/=(.*)/s)
    const next = args[at + 1] ?? ''
    if (inline !== undefined) values[name] = inline
    else if (WITH_VALUE.includes(name) || (name === '-b' && /^-?\d+$/.test(next))) {
      values[name] = next
      at += 1
    }
  }
  const unit = values['-u'] ?? values['--unit']
  const boot = Number(values['-b'] ?? values['--boot'] ?? 0)
  const { run } = readState(context.layout)
  const lines: ReadonlyArray<string> =
    unit === finalizeUnit(context.settings.backend) && run.journal?.boot === boot
      ? run.journal.lines
      : unit === 'ostree-boot-complete.service' && boot === 0 && run.finalizeFailure !== undefined
        ? [`error: ostree-finalize-staged.service failed on previous boot: ${run.finalizeFailure}`]
        : []
  const last = Number(values['-n'] ?? values['--lines'] ?? lines.length)
  context.out(
    lines.length === 0
      ? '-- No entries --\n'
      : lines
          .slice(-last)
          .map(line => `${line}\n`)
          .join(''),
  )
  return 0
}
