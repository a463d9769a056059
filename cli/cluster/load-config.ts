import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'
import { KubeConfig } from '@kubernetes/client-node'
import { errorText } from '../../hooks/api/error-text'

type Environment = Readonly<Record<string, string | undefined>>

/** Where a pod has its token; there is no kubeconfig in a pod. */
const POD_TOKEN = '/var/run/secrets/kubernetes.io/serviceaccount/token'

const readOne = (file: string): KubeConfig => {
  const config = new KubeConfig()
  try {
    const text = readFileSync(file, 'utf8')
    if (text.trim() !== '') config.loadFromString(text)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const why = code === 'EACCES' ? 'you may not read it' : code === 'EISDIR' ? 'it is a folder' : errorText(error)
    throw new Error(`the kubeconfig ${file} cannot be read: ${why.split('\n')[0]}`)
  }
  return config
}

const firstOfEach = <T extends { readonly name: string }>(all: ReadonlyArray<T>): T[] => [
  ...new Map([...all].reverse().map(one => [one.name, one])).values(),
]

/** The first file that has something of a name decides, as kubectl has it; the library refuses a second one. */
const merged = (files: ReadonlyArray<string>): KubeConfig => {
  const all = files.map(readOne)
  const config = new KubeConfig()
  config.loadFromOptions({
    clusters: firstOfEach(all.flatMap(one => one.getClusters())),
    users: firstOfEach(all.flatMap(one => one.getUsers())),
    contexts: firstOfEach(all.flatMap(one => one.getContexts())),
    currentContext: all.map(one => one.getCurrentContext()).find(name => name),
  })
  return config
}

const fromVariable = (value: string): KubeConfig => {
  const files = value.split(delimiter).filter(file => file !== '')
  // Files that are not there yet are passed over, as kubectl does, but with none there is nothing to talk to.
  const there = files.filter(file => existsSync(file))
  if (there.length > 0) return merged(there)
  throw new Error(`KUBECONFIG names no file that exists: ${files.join(', ')}`)
}

/**
 * The kubeconfig that kubectl would use: `--kubeconfig`, else KUBECONFIG, else `~/.kube/config`, else that of the pod this
 * runs in; undefined where there is none of these. Throws an Error that names the file.
 */
export const loadConfig = (file: string | undefined, environment: Environment): KubeConfig | undefined => {
  if (file !== undefined) {
    if (!existsSync(file)) throw new Error(`--kubeconfig: there is no file ${file}`)
    return merged([file])
  }
  const variable = environment['KUBECONFIG']
  if (variable !== undefined && variable !== '') return fromVariable(variable)
  const own = join(environment['HOME'] ?? homedir(), '.kube', 'config')
  if (existsSync(own)) return merged([own])
  if (!existsSync(POD_TOKEN)) return undefined
  const config = new KubeConfig()
  config.loadFromCluster()
  return config
}
