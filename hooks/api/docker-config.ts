import * as t from 'io-ts'

const Entry = t.partial(
  { auth: t.string, username: t.string, password: t.string, identitytoken: t.string },
  'DockerConfigEntry',
)

/**
 * The content of `.dockerconfigjson` in a Secret of type kubernetes.io/dockerconfigjson, as docker and podman write it. Keys
 * are registries, forms of them with scheme or path, or `host/path` prefixes. `auth` is base64 of `user:password`;
 * `identitytoken` is exchanged at a token service in place of a password, as `az acr login` writes it. `credsStore` and
 * `credHelpers` (by registry) name programs of a desktop that keep the passwords themselves; they are of no use here.
 */
export const DockerConfig = t.intersection(
  [t.type({ auths: t.record(t.string, Entry) }), t.partial({ credsStore: t.unknown, credHelpers: t.unknown })],
  'DockerConfig',
)
export interface DockerConfig extends t.TypeOf<typeof DockerConfig> {}
