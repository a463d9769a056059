import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseAllDocuments } from 'yaml'

interface Container {
  readonly name: string
  readonly image: string
  readonly args?: ReadonlyArray<string>
  readonly env?: ReadonlyArray<{ readonly name: string; readonly value?: string }>
}

interface Deployment {
  readonly kind: string
  readonly spec: { readonly template: { readonly spec: { readonly containers: ReadonlyArray<Container> } } }
}

/** A container of the operator's Deployment, as install.yaml has it. */
export const operatorContainer = (name: 'hooks' | 'metacontroller'): Container => {
  const documents = parseAllDocuments(readFileSync(resolve('manifests', 'install.yaml'), 'utf8'))
  const deployment = documents.map(document => document.toJS() as Deployment).find(({ kind }) => kind === 'Deployment')
  const container = deployment?.spec.template.spec.containers.find(container => container.name === name)
  if (container === undefined) throw new Error(`manifests/install.yaml has no container ${name}`)
  return container
}

/** The variables with a value of their own; those about its pod are a kubelet's to fill in. */
export const environmentOf = ({ env = [] }: Container): Readonly<Record<string, string>> =>
  Object.fromEntries(env.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value]])))

/** The value of a flag of a container, such as `--workers=20`. */
export const flagOf = ({ name, args = [] }: Container, flag: string): string => {
  const found = args.find(arg => arg.startsWith(`--${flag}=`))
  if (found === undefined) throw new Error(`container ${name} has no flag --${flag}`)
  return found.slice(flag.length + 3)
}
