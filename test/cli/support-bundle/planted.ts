const BASE64 = (text: string): string => Buffer.from(text).toString('base64')

/** What must be nowhere in a bundle. */
export const PASSWORD = 'hunter2Planted'
const JWT_BODY = 'plantedJwtBody'
const JWT = `${BASE64('{"alg":"RS256"}').replace(/=+$/, '')}.${JWT_BODY}.plantedJwtSignature`
const GITHUB = 'ghp_plantedPlantedPlantedPlanted1234'
const KEY_LINES = ['MIIEvplantedKeyLineOne', 'plantedKeyLineTwo']
const PEM = `-----BEGIN RSA PRIVATE KEY-----\n${KEY_LINES.join('\n')}\n-----END RSA PRIVATE KEY-----`
export const PULL_SECRET = BASE64(
  `{"auths":{"registry.example":{"username":"bot","password":"${PASSWORD}","auth":"${BASE64(`bot:${PASSWORD}`)}"}}}`,
)

/** Every form of a credential that is planted, and parts of it that would give it away. */
export const TRACES: ReadonlyArray<string> = [
  PASSWORD,
  JWT_BODY,
  'plantedJwtSignature',
  GITHUB,
  ...KEY_LINES,
  PULL_SECRET,
  BASE64(`bot:${PASSWORD}`),
  BASE64(`admin:${PASSWORD}`),
]

/**
 * Texts with a credential, as registries, proxies, clients and people write them. Forms: RFC 3986 (userinfo), RFC 7617 (Basic), RFC 6750
 * (Bearer), RFC 7519 (JWT), RFC 7468 (PEM); docker's config.json, kubeconfig (client-go, v1 Config), Go's print of a header map, SAS and
 * presigned URLs (signature in the query), Node's print of an object.
 */
export const TEXTS: Readonly<Record<string, string>> = {
  'a URL with a password': `GET https://bot:${PASSWORD}@registry.example/v2/: 401`,
  'a URL with a token alone': `clone of https://${GITHUB}@git.example/x failed`,
  'a proxy with a password, without a scheme': `proxyconnect bot:${PASSWORD}@proxy.example:3128: refused`,
  'a password with an @ in a URL': `https://bot:a@${PASSWORD}@registry.example/v2/`,
  'a token in a query': `GET "https://auth.example/token?service=x&access_token=${PASSWORD}&scope=y": 403`,
  'a signature in a query': `Get "https://cdn.example/blob?X-Amz-Signature=${PASSWORD}&X-Amz-Date=1": EOF`,
  'a SAS': `https://store.example/blob?sv=2024&sig=${PASSWORD}&se=1`,
  'a Basic header': `Authorization: Basic ${BASE64(`admin:${PASSWORD}`)}`,
  'a Bearer header': `authorization: Bearer ${JWT}`,
  'a proxy header': `Proxy-Authorization: Basic ${BASE64(`admin:${PASSWORD}`)}, retried`,
  'a header in JSON': `{"headers":{"authorization":"Bearer ${PASSWORD}1","host":"x"}}`,
  'a header in JSON in JSON': JSON.stringify({ body: JSON.stringify({ Authorization: `Bearer ${PASSWORD}1` }) }),
  'a header map of Go': `map[Accept:[*/*] Authorization:[Basic ${BASE64(`admin:${PASSWORD}`)}]]`,
  'a cookie': `set-cookie: session=${PASSWORD}; Path=/`,
  'a header of its own': `X-Registry-Auth: ${BASE64(`admin:${PASSWORD}`)}`,
  'a JWT in a sentence': `the token ${JWT} has expired`,
  'a bearer in a sentence': `tried Bearer ${PASSWORD}1 in vain`,
  'a password in YAML': `user:\n  password: ${PASSWORD}\n  name: bot`,
  'a password in quotes': `password: "my ${PASSWORD} phrase", user: bot`,
  'a password in a sentence': `login with password=${PASSWORD} failed`,
  'a password of an object': `{ username: 'bot', password: '${PASSWORD}' }`,
  'a flag with =': `skopeo copy --src-registry-token=${PASSWORD} a b`,
  'a flag without =': `podman login --username bot --password ${PASSWORD} registry.example`,
  'a variable': `REGISTRY_PASSWORD=${PASSWORD} skopeo inspect x`,
  'a docker configuration': `{"auths":{"registry.example":{"auth":"${BASE64(`bot:${PASSWORD}`)}"}}}`,
  'an identity token': `{"identitytoken": "${PASSWORD}"}`,
  'a docker configuration in base64': `.dockerconfigjson: ${PULL_SECRET}`,
  'a kubeconfig': `users:\n- name: a\n  user:\n    client-key-data: ${BASE64(PEM)}\n    token: ${PASSWORD}`,
  'a private key': `read ${PEM} from disk`,
  'a private key in JSON': JSON.stringify({ msg: `read ${PEM}` }),
  'the end of a private key': `plantedKeyLineTwo\n-----END RSA PRIVATE KEY-----\nnext line`,
  'a token of GitHub': `used ${GITHUB}`,
}
