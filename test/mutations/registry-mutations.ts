import type { Mutation } from './mutation'

const told = (tests: string, caughtBy: string, mutation: Omit<Mutation, 'tests' | 'caughtBy'>): Mutation => ({
  ...mutation,
  tests: `${tests}.test.ts`,
  caughtBy,
})

const registry = 'hooks/ports/registry'

/** Bugs in how registries are asked: what is believed, how long it takes, and who is told what. */
export const registryMutations: ReadonlyArray<Mutation> = [
  told('ports/registry/failures', 'asks once when the registry has a problem', {
    bug: 'the registry client repeats requests by itself, within a hook',
    file: `${registry}/no-retries.ts`,
    text: "= '0'",
    by: "= '1'",
  }),
  told('ports/registry/failures', 'after an answer without end', {
    bug: 'answers of any size are read',
    file: `${registry}/watched-agent.ts`,
    text: 'if (bytes > limitBytes) refuse',
    by: 'if (bytes > 1e12) refuse',
  }),
  told('ports/registry/failures', 'after another content than its header says', {
    bug: 'content is believed that is not what its digest says',
    file: `${registry}/find-image.ts`,
    text: 'return told === undefined ||',
    by: 'return true || told === undefined ||',
  }),
  told('ports/registry/failures', 'after a redirect into another network', {
    bug: 'a registry may send the operator anywhere',
    file: `${registry}/exchange.ts`,
    text: '    ...guardOf(endpoint.address),',
    by: '',
  }),
  told('ports/registry/connections', 'goes past the proxies of the environment', {
    bug: 'credentials are sent to a proxy in readable form',
    file: `${registry}/exchange.ts`,
    text: 'use_proxy_from_env_var: false',
    by: 'use_proxy_from_env_var: true',
  }),
  told('ports/registry/connections', 'to one that hangs delays no other', {
    bug: 'a registry that hangs gets every worker',
    file: `${registry}/docker-registry.ts`,
    text: 'const PLACES = 6',
    by: 'const PLACES = 60',
  }),
  told('ports/registry/connections', 'follows the file with certificates', {
    bug: 'certificates are read once',
    file: `${registry}/trust.ts`,
    text: 'if (last?.bundle !== bundle) last',
    by: 'if (last === undefined) last',
  }),
  told('ports/registry/found', 'costs one request from the second time on', {
    bug: 'each lookup of a tag that stands still costs three requests',
    file: `${registry}/find-image.ts`,
    text: '    known.set(digest, details.right)\n',
    by: '',
  }),
  told('api/docker-config-match', 'no path that ends within a word', {
    bug: 'a key covers repositories whose names begin like it',
    file: 'hooks/api/docker-config-match.ts',
    text: 'repository === prefix || ',
    by: 'repository.startsWith(prefix) || ',
  }),
]
