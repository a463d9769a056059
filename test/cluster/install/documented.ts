import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { Lab } from '../../../testbed/lab/lab'
import { runProgram } from '../../../testbed/tools/run-program'

/** The commands that a section of docs/operations.md shows: its shell block number `index`. */
const commandsOf = (section: string, index: number): string => {
  const text = readFileSync(resolve('docs', 'operations.md'), 'utf8')
  const [, body = ''] = text.split(new RegExp(`^## ${section}.*$`, 'm'))
  const blocks = [...(body.split(/^## /m)[0] ?? '').matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block]) => block ?? '')
  const block = blocks[index]
  assert.ok(block, `docs/operations.md has no shell block ${index} in section ${section}`)
  return block
}

/** Types the documented commands into a shell, in the folder where install.yaml is. */
export const typeCommands = async (
  { controlPlane }: Lab,
  { section, index }: { readonly section: string; readonly index: number },
): Promise<void> => {
  const { kubeconfig, binaries } = controlPlane
  const path = `${dirname(binaries.kubectl)}:${process.env['PATH']}`
  // Not in the caller's home: what kubectl remembers of an API server it files under host and port.
  const env = { PATH: path, KUBECONFIG: kubeconfig, HOME: dirname(kubeconfig) }
  const script = `set -e\n${commandsOf(section, index)}`
  const { code, stdout, stderr } = await runProgram('sh', ['-c', script], { cwd: resolve('manifests'), env })
  assert.equal(code, 0, `${script}\n${stdout}${stderr}`)
}
