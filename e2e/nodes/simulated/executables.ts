import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { HostLayout } from './layout'

/** The first on the agent's PATH; the others are for people who look at a host. */
const NAMES = ['nsenter', 'bootc', 'ostree', 'systemctl', 'systemd-run']

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`

/** Writes one tiny shell script per command, each bound to this host. */
export const writeExecutables = (layout: HostLayout, script: string): void => {
  mkdirSync(layout.bin, { recursive: true })
  for (const name of NAMES) {
    const path = join(layout.bin, name)
    const environment = `SIMULATED_HOST_DIR=${quoted(layout.dir)}`
    writeFileSync(path, `#!/bin/sh\n${environment} exec ${quoted(process.execPath)} ${quoted(script)} ${name} "$@"\n`)
    chmodSync(path, 0o755)
  }
}
