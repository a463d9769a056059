/** What a tool of the host logs in with: `user:password`, or the token that stands in its place. */
export type Login = string | undefined

interface Entry {
  readonly auth?: string
  readonly identitytoken?: string
}

interface AuthJson {
  readonly auths?: Readonly<Record<string, Entry>>
  readonly credHelpers?: Readonly<Record<string, string>>
}

/** RFC 4648 section 4, with its padding: what a strict reader takes. */
const isBase64 = (text: string): boolean =>
  /^(?:[\w+/]{4})*(?:[\w+/]{2}==|[\w+/]{3}=)?$/.test(text) && !text.includes('_')

/**
 * What containers-auth.json(5) finds for a repository without a tag, by the rules of that page: a credential helper for the
 * registry is asked first; then the repository, each path above it and the registry are looked up as they are written,
 * case included; `auth` is base64 of name, colon and password. `docker.io` is the registry of Docker Hub.
 * (https://github.com/containers/image/blob/main/docs/containers-auth.json.5.md)
 */
export const loginIn = (file: string, repository: string): Login => {
  const { auths = {}, credHelpers = {} } = JSON.parse(file) as AuthJson
  const [registry = '', ...path] = repository.split('/')
  const helper = credHelpers[registry]
  if (helper !== undefined) return `helper ${helper}`
  const keys = [registry, ...path.map((_, at) => [registry, ...path.slice(0, at + 1)].join('/'))].reverse()
  const key = keys.find(one => Object.hasOwn(auths, one))
  if (key === undefined) return undefined
  const { auth = '', identitytoken } = auths[key] ?? {}
  if (!isBase64(auth)) return 'illegal base64'
  const decoded = Buffer.from(auth, 'base64').toString('utf8')
  if (!decoded.includes(':')) return undefined
  return identitytoken === undefined || identitytoken === '' ? decoded : `token ${identitytoken}`
}
