/** Stands where a credential stood. */
export const REMOVED = '<removed>'

/** Parts of a name that say that its value is a credential, as fields, variables, flags and parameters of a URL have them. */
const CREDENTIAL_WORDS =
  'password|passwd|passphrase|token|secret|credential|api[-_]?key|access[-_]?key|account[-_]?key|private[-_]?key|client[-_]?key|signature|kubeconfig|dockerconfig'
/** Whole names that do, which as a part of a longer one would say nothing. */
const CREDENTIAL_NAMES = 'auths?|pass|pwd|sig|jwt|cookie|set-cookie|authorization'

const CREDENTIAL_KEY = new RegExp(`${CREDENTIAL_WORDS}|^(?:${CREDENTIAL_NAMES}|certificate-data)$`, 'i')

/** Fields that name a credential, and are none themselves. */
const NAMING = new Set(['apiVersion', 'defaultMode', 'key', 'kind', 'name', 'namespace', 'optional', 'secretName'])

/** Words of error messages behind `token:` and the like, where a credential would stand otherwise. */
const PROSE =
  /^(?:access|an?|authentication|cannot|could|denied|error|expected|expired|failed|invalid|is|missing|no|not|permission|received|the|unable|unauthorized|unexpected|unknown|was)$/i

const KEY_END = String.raw`[\w.-]{0,40}`
const KEY = String.raw`(?<![\w.-])(?:[\w.-]{0,40}(?:${CREDENTIAL_WORDS})${KEY_END}|(?:${CREDENTIAL_NAMES}))`
const FLAG = String.raw`(?<![\w-])--?(?:[\w.-]{0,40}(?:${CREDENTIAL_WORDS})${KEY_END}|(?:${CREDENTIAL_NAMES}))`
/** A quote, which stands in a JSON text within a text behind backslashes. */
const QUOTE = String.raw`\\*["']`

type Rule = readonly [where: RegExp, put: string | ((...found: ReadonlyArray<string>) => string)]

/** Applied one after the other; what one has removed contains nothing that a later one would find. */
const RULES: ReadonlyArray<Rule> = [
  [/-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]{0,40}PRIVATE KEY-----|$)/g, REMOVED],
  // A log that was cut begins in the middle of one.
  [/^[\s\S]{0,65536}?-----END [A-Z ]{0,40}PRIVATE KEY-----/, REMOVED],
  // https://user:password@host, and without a scheme user:password@host; an image with a digest is neither.
  [/([a-z][a-z0-9+.-]{0,20}:\/\/)[^\s/?#"'<>]{1,2000}@(?!sha\d+:)/gi, `$1${REMOVED}@`],
  [/(?<![\w.-])[\w.+-]{1,200}:[^\s:@/"'<>]{1,500}@(?!sha\d+:)(?=[a-z0-9])/gi, `${REMOVED}@`],
  // The whole of a header, up to the end of the text that quotes it, or of the line.
  [
    new RegExp(
      `((?<![\\w-])(?:proxy-)?(?:authorization|set-cookie|cookie|x-[a-z-]{0,30}(?:token|auth|key)[a-z-]{0,30})(?:${QUOTE})?\\s*[:=]\\s*\\[?(?:${QUOTE})?)[^"'\\\\\\]\\r\\n]+`,
      'gi',
    ),
    `$1${REMOVED}`,
  ],
  [
    /\b([Bb]earer|BEARER|[Bb]asic|BASIC|[Nn]egotiate|[Tt]oken)(\s+)(?=[^\s"']*[0-9A-Z=])[A-Za-z0-9+/=._~-]+/g,
    `$1$2${REMOVED}`,
  ],
  // name=value, name: value, "name": "value", --name value; a quoted value to its quote, another to what cannot be part of one.
  [
    new RegExp(`(${KEY}(?:${QUOTE})?\\s*[:=]\\s*)(${QUOTE})((?:(?!\\2)[\\s\\S]){1,20000}?)\\2`, 'gi'),
    `$1$2${REMOVED}$2`,
  ],
  [
    new RegExp(`(${KEY}(?:${QUOTE})?\\s*[:=]\\s*\\[?)(?!<removed>)([^\\s"'\\\\,;&}\\]<>]{1,20000})`, 'gi'),
    (found = '', before = '', value = '') => (PROSE.test(value) ? found : `${before}${REMOVED}`),
  ],
  [
    new RegExp(`(${FLAG}\\s+)(?!<removed>)([^\\s-][^\\s"']{0,20000})`, 'gi'),
    (found = '', before = '', value = '') => (PROSE.test(value) ? found : `${before}${REMOVED}`),
  ],
  // The base64 of a JSON object: a JWT, or a docker configuration as a Secret holds it.
  [/\beyJ[A-Za-z0-9_+/-]{5,}={0,2}(?:\.[A-Za-z0-9_-]+){0,4}/g, REMOVED],
  // Tokens of GitHub, GitLab, Docker Hub, npm, Vault, Slack, AWS, OpenShift and Google, and kubeadm's to join a cluster.
  [
    /\b(?:gh[a-z]_\w{16,}|github_pat_\w{20,}|gl[a-z]{2,4}-[\w-]{16,}|dckr_[a-z]{3}_[\w-]{16,}|npm_\w{20,}|hv[a-z]\.[\w-]{16,}|xox[a-z]-[\w-]{10,}|(?:AKIA|ASIA)[A-Z0-9]{16}|sha256~[\w-]{20,}|AIza[\w-]{30,}|ya29\.[\w-]{10,}|[a-z0-9]{6}\.[a-z0-9]{16})\b/g,
    REMOVED,
  ],
]

/** The text without what can be recognized as a credential. Names of Secrets, digests and uids stay. */
export const redactText = (text: string): string =>
  RULES.reduce((before, [where, put]) => before.replace(where, put as string), text)

type Fields = Readonly<Record<string, unknown>>

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Below a field that is a credential by its name: the names of Secrets and the like stay, and numbers. */
const redactBelow = (value: unknown): unknown => {
  if (typeof value === 'string') return REMOVED
  if (Array.isArray(value)) return value.map(redactBelow)
  if (!isFields(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      redactText(key),
      NAMING.has(key) && typeof inner === 'string' ? redactText(inner) : redactBelow(inner),
    ]),
  )
}

const IS_FLAG = new RegExp(`^${FLAG}$`, 'i')

/** Arguments of a command may have a flag in one item, and its value in the next. */
const redactItems = (items: ReadonlyArray<unknown>): ReadonlyArray<unknown> =>
  items.map((item, at) => {
    const before = items[at - 1]
    return typeof item === 'string' && typeof before === 'string' && IS_FLAG.test(before) ? REMOVED : redactValue(item)
  })

/** Variables of a container whose values are shown: the operator's own, which hold no credential. */
const SHOWN_VARIABLES =
  /^(?:HOOKS_(?:HOST|PORT|URL)|PROBE_PORT|LOG_LEVEL|REGISTER_SECONDS|REGISTRY_(?:CA|LOGINS)_FILE|INSECURE_REGISTRIES|AGENT_IMAGE|UV_THREADPOOL_SIZE|NODE_OPTIONS|NODE_INFO_METRIC|GATE_LOOPBACK)$/

const redactVariable = (variable: unknown): unknown => {
  if (!isFields(variable) || typeof variable['name'] !== 'string') return redactValue(variable)
  const { value, ...rest } = variable
  if (value === undefined) return redactValue(rest)
  const shown = SHOWN_VARIABLES.test(variable['name']) ? redactValue(value) : REMOVED
  return { ...(redactValue(rest) as Fields), value: shown }
}

/** Annotations that repeat a whole object, and what managers wrote when. */
const isRepetition = (key: string): boolean => key === 'managedFields' || /last-applied/.test(key)

const redactField = (key: string, value: unknown): unknown => {
  if (key === 'env' && Array.isArray(value)) return value.map(redactVariable)
  return CREDENTIAL_KEY.test(key) && !NAMING.has(key) ? redactBelow(value) : redactValue(value)
}

/** An object of the API server without its credentials, as far as names, forms and places give them away. */
export const redactValue = (value: unknown): unknown => {
  if (typeof value === 'string') return redactText(value)
  if (Array.isArray(value)) return redactItems(value)
  if (!isFields(value)) return value
  const isSecret = value['kind'] === 'Secret' && ('data' in value || 'stringData' in value)
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !isRepetition(key) && !(isSecret && /^(?:data|stringData)$/.test(key)))
      .map(([key, inner]) => [redactText(key), redactField(key, inner)]),
  )
}
