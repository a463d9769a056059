import * as t from 'io-ts'

const Entry = t.partial({ auth: t.string, username: t.string, password: t.string }, 'DockerConfigEntry')

/**
 * The content of `.dockerconfigjson` in a Secret of type kubernetes.io/dockerconfigjson, as docker and podman write it. Keys
 * are registries, forms of them with scheme or path, or `host/path` prefixes. `auth` is base64 of `user:password`.
 */
export const DockerConfig = t.type({ auths: t.record(t.string, Entry) }, 'DockerConfig')
export interface DockerConfig extends t.TypeOf<typeof DockerConfig> {}
