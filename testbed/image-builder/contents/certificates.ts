import { runProgram } from '../../tools/run-program'
import { type Entry, file } from '../oci/entry'

/**
 * The public certificate authorities that this Node has built in, where other programs look for them. Not this machine's
 * own list: that one differs from machine to machine, and may hold authorities that only its owner trusts. `node` runs here.
 */
export const certificateFile = async (node: string): Promise<Entry> => {
  const script = 'console.log(require("node:tls").rootCertificates.join("\\n"))'
  const { code, stdout, stderr } = await runProgram(node, ['-e', script], { env: {} })
  if (code !== 0) throw new Error(`${node} does not run on this machine: ${stderr.trim()}`)
  return file('etc/ssl/certs/ca-certificates.crt', stdout)
}
