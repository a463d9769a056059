import { randomBytes } from 'node:crypto'
import { statSync, utimesSync, writeFileSync } from 'node:fs'
import { lastLines, runProgram } from '../tools/run-program'

export interface Account {
  readonly username: string
  readonly password: string
}

export const newAccount = (username: string): Account => ({ username, password: randomBytes(12).toString('hex') })

export const basicAuth = ({ username, password }: Account): string =>
  `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`

/** The registry reads only bcrypt; perl is on every Debian, and its crypt knows it. */
const BCRYPT = 'print crypt($ENV{SECRET}, $ENV{SALT})'
const SALT_LETTERS = './ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

const bcrypt = async (password: string): Promise<string> => {
  const salt = [...randomBytes(21)].map(byte => SALT_LETTERS[byte % 64]).join('')
  const env = { ...process.env, SECRET: password, SALT: `$2b$05$${salt}.` }
  const { code, stdout, stderr } = await runProgram('perl', ['-e', BCRYPT], { env })
  if (code === 0 && stdout.startsWith('$2b$')) return stdout
  throw new Error(`perl is needed to make a password file with bcrypt, it said: ${lastLines(stderr, 2)}`)
}

/** Writes an Apache password file. The registry looks at its time to see whether it changed. */
export const writePasswordFile = async (path: string, accounts: ReadonlyArray<Account>): Promise<void> => {
  const lines: string[] = []
  for (const { username, password } of accounts) lines.push(`${username}:${await bcrypt(password)}\n`)
  writeFileSync(path, lines.join(''))
  const { mtimeMs } = statSync(path)
  const later = new Date(Math.max(Date.now(), mtimeMs + 1000))
  utimesSync(path, later, later)
}
