import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

type Environment = Readonly<Record<string, string | undefined>>

const openerOf = (platform: string, environment: Environment): string | undefined => {
  if (platform === 'darwin') return 'open'
  return environment['DISPLAY'] || environment['WAYLAND_DISPLAY'] ? 'xdg-open' : undefined
}

/**
 * Shows an address in the user's browser, if there is a screen. Everybody on a machine can read command lines, so the
 * browser is given a file that leads on, which only the user can read. Answers how to take that file away.
 */
export const openInBrowser = (address: string, environment: Environment): (() => void) => {
  const opener = openerOf(process.platform, environment)
  if (opener === undefined) return () => undefined
  const folder = mkdtempSync(join(tmpdir(), 'kubectl-bootc-'))
  const file = join(folder, 'dashboard.html')
  writeFileSync(file, `<meta http-equiv="refresh" content="0;url=${address}">\n`, { mode: 0o600 })
  // The address is printed too, so without an opener nothing is lost.
  spawn(opener, [file], { stdio: 'ignore', detached: true })
    .on('error', () => undefined)
    .unref()
  return () => rmSync(folder, { recursive: true, force: true })
}
