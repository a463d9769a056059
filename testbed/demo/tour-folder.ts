import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Lab } from '../lab/lab'
import { demoBudget } from './manifests'
import type { TagRegistry } from './tag-registry'

/** Answers with the command that makes a shell ready: kubectl, its plugin and `push` on the path, in this folder. */
export const prepareTour = (dir: string, { controlPlane }: Lab, registry: TagRegistry, node: string): string => {
  const bin = join(dir, 'bin')
  mkdirSync(bin, { recursive: true })
  symlinkSync(controlPlane.binaries.kubectl, join(bin, 'kubectl'))
  symlinkSync(resolve('dist/kubectl-bootc.js'), join(bin, 'kubectl-bootc'))
  writeFileSync(join(dir, 'pdb.yaml'), demoBudget(node))
  for (const version of ['v2', 'v3']) writeFileSync(join(dir, `${version}.json`), registry.manifestOf(version).text)
  const { mediaType } = registry.manifestOf('v3')
  // As \`podman push\` moves a tag, whose layers the registry has already.
  const push = [
    `#!${process.execPath}`,
    `const [version = 'v3'] = process.argv.slice(2)`,
    `const body = require('node:fs').readFileSync(require('node:path').join(__dirname, '..', version + '.json'))`,
    `const to = ${JSON.stringify(`http://${registry.host}/v2/os/manifests/stable`)}`,
    `fetch(to, { method: 'PUT', body, headers: { 'content-type': ${JSON.stringify(mediaType)} } }).then(({ status }) => {`,
    `  console.log(status === 201 ? 'stable names ' + version + ' now' : 'the registry says ' + status)`,
    `  process.exitCode = status === 201 ? 0 : 1`,
    `})`,
    '',
  ].join('\n')
  writeFileSync(join(bin, 'push'), push)
  chmodSync(join(bin, 'push'), 0o755)
  const enter = join(dir, 'enter.sh')
  writeFileSync(enter, `export KUBECONFIG='${controlPlane.kubeconfig}' PATH='${bin}':"$PATH"\ncd '${dir}'\n`)
  return `. ${enter}`
}
