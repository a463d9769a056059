import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, symlinkSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { ControlPlane } from '../../../testbed/control-plane/control-plane'
import { type Ended, runProgram } from '../../../testbed/tools/run-program'

export interface Documented {
  /** A page of docs/. Default: operations.md. */
  readonly page?: string
  readonly section: string
  readonly index: number
}

/** The commands that a section of a page shows: its shell block number `index`. */
export const commandsOf = ({ page = 'operations.md', section, index }: Documented): string => {
  const text = readFileSync(resolve('docs', page), 'utf8')
  const [, body = ''] = text.split(new RegExp(`^## ${section}.*$`, 'm'))
  const blocks = [...(body.split(/^## /m)[0] ?? '').matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block]) => block ?? '')
  const block = blocks[index]
  assert.ok(block, `docs/${page} has no shell block ${index} in section ${section}`)
  return block
}

/** What the commands find besides install.yaml, and kubectl on their PATH. */
export interface Desk {
  /** A folder of programs. */
  readonly programs?: string
  /** The chart's folder. */
  readonly chart?: string
}

/** Types the documented commands into a shell, in a folder that has install.yaml and manifests; never rejects. */
export const typed = (
  { kubeconfig, binaries }: Pick<ControlPlane, 'kubeconfig' | 'binaries'>,
  commands: string,
  { programs, chart }: Desk = {},
): Promise<Ended> => {
  const cwd = mkdtempSync(join(dirname(kubeconfig), 'typed-'))
  symlinkSync(resolve('manifests', 'install.yaml'), join(cwd, 'install.yaml'))
  symlinkSync(resolve('manifests'), join(cwd, 'manifests'))
  if (chart !== undefined) symlinkSync(chart, join(cwd, 'bootc-operator'))
  const path = [dirname(binaries.kubectl), ...(programs === undefined ? [] : [programs]), process.env['PATH']].join(':')
  // Not in the caller's home: what kubectl remembers of an API server it files under host and port.
  const env = { PATH: path, KUBECONFIG: kubeconfig, HOME: dirname(kubeconfig) }
  return runProgram('sh', ['-c', `set -e\n${commands}`], { cwd, env })
}

export const typeCommands = async (
  { controlPlane }: { readonly controlPlane: Pick<ControlPlane, 'kubeconfig' | 'binaries'> },
  what: Documented,
  desk?: Desk,
): Promise<void> => {
  const commands = commandsOf(what)
  const { code, stdout, stderr } = await typed(controlPlane, commands, desk)
  assert.equal(code, 0, `${commands}\n${stdout}${stderr}`)
}
