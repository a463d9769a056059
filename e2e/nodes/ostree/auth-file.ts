import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { InstallSource } from '../qemu/hosts'

/** Log-ins of the machines' name for the registry are those of this host's. */
export const authFor = (dockerConfig: string, local: string): string => {
  const { auths } = JSON.parse(dockerConfig) as {
    auths: Readonly<Record<string, { username: string; password: string }>>
  }
  const all = Object.entries(auths).flatMap(([host, { username, password }]) => {
    const entry = { auth: Buffer.from(`${username}:${password}`).toString('base64') }
    return [
      [host, entry],
      [local, entry],
    ] as const
  })
  return JSON.stringify({ auths: Object.fromEntries(all) })
}

/** The log-ins are in a file of their folder while they are used. */
export const withAuthFile = async (
  { dir, dockerConfig, local }: InstallSource,
  use: (authFile: string) => Promise<unknown>,
): Promise<void> => {
  const authFile = join(dir, 'auth.json')
  writeFileSync(authFile, authFor(dockerConfig(), local), { mode: 0o600 })
  try {
    await use(authFile)
  } finally {
    rmSync(authFile)
  }
}
