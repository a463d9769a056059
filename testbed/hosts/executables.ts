import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { answeringScript } from './known-answers'
import type { HostLayout } from './layout'
import { shellQuoted } from './shell-quoted'

/** The first on the agent's PATH; the others are for people who look at a host. */
const NAMES = ['nsenter', 'bootc', 'ostree', 'systemctl', 'systemd-run']

/**
 * flock(1) is the real one, on the host's own file, since the kernel is what keeps a lock; and a process for it alone,
 * which lives as long as its agent, is no room for another Node. mkfifo(1) is real as well, since a FIFO is.
 */
const realToolsOf = (layout: HostLayout): string => `case " $* " in *' flock '* | *' mkfifo '*)
  while [ "$1" != flock ] && [ "$1" != mkfifo ]; do shift; done
  for word; do
    case $word in /*) word=${shellQuoted(layout.root)}$word ;; esac
    set -- "$@" "$word"
    shift
  done
  exec "$@" ;;
esac
`

/** Writes one tiny shell script per command, each bound to this host. */
export const writeExecutables = (layout: HostLayout, script: string): void => {
  mkdirSync(layout.bin, { recursive: true })
  for (const name of NAMES) {
    const path = join(layout.bin, name)
    const environment = `SIMULATED_HOST_DIR=${shellQuoted(layout.dir)}`
    const first = name === 'nsenter' ? realToolsOf(layout) + answeringScript(layout) : ''
    writeFileSync(
      path,
      `#!/bin/sh\n${first}${environment} exec ${shellQuoted(process.execPath)} ${shellQuoted(script)} ${name} "$@"\n`,
    )
    chmodSync(path, 0o755)
  }
}
