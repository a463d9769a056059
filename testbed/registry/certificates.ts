import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { lastLines, runProgram } from '../tools/run-program'

export interface ServerCertificate {
  /** PEM of the authority alone: what clients are to trust. */
  readonly caFile: string
  /** PEM of the server, signed by it. */
  readonly certFile: string
  readonly keyFile: string
}

/** How long certificates of tests are good, in days. */
export const DAYS = '30'
/** Arguments of `openssl req` for a fresh key without a password. */
export const KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']

export const openssl = async (args: ReadonlyArray<string>): Promise<void> => {
  const { code, stderr } = await runProgram('openssl', args)
  if (code !== 0) throw new Error(`openssl 3 is needed to make certificates, it said: ${lastLines(stderr, 3)}`)
}

/** An authority of our own, and a server's certificate for these names and addresses. */
export const createServerCertificate = async (
  folder: string,
  names: ReadonlyArray<string>,
): Promise<ServerCertificate> => {
  mkdirSync(folder, { recursive: true })
  const file = (name: string): string => join(folder, name)
  const caFile = file('ca.crt')
  const caKey = file('ca.key')
  await openssl([
    'req',
    '-x509',
    ...KEY,
    '-days',
    DAYS,
    '-subj',
    '/CN=test authority',
    '-keyout',
    caKey,
    '-out',
    caFile,
  ])
  const certFile = file('server.crt')
  const keyFile = file('server.key')
  const request = file('server.csr')
  await openssl(['req', ...KEY, '-subj', '/CN=test registry', '-keyout', keyFile, '-out', request])
  const alternatives = names.map(name => (/^[0-9.]+$|:/.test(name) ? `IP:${name}` : `DNS:${name}`))
  const extensions = file('server.ext')
  writeFileSync(extensions, `subjectAltName=${alternatives.join(',')}\n`)
  const signed = ['-CA', caFile, '-CAkey', caKey, '-CAcreateserial', '-days', DAYS, '-extfile', extensions]
  await openssl(['x509', '-req', '-in', request, ...signed, '-out', certFile])
  return { caFile, certFile, keyFile }
}
