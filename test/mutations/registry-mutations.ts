import type { Mutation } from './mutation'

const told = (tests: string, caughtBy: string, mutation: Omit<Mutation, 'tests' | 'caughtBy'>): Mutation => ({
  ...mutation,
  tests: `${tests}.test.ts`,
  caughtBy,
})

const registry = 'hooks/ports/registry'

/** Bugs in how registries are asked: what is believed, how long it takes, and who is told what. */
export const registryMutations: ReadonlyArray<Mutation> = [
  told('ports/registry/failures', 'after an answer that is far too long', {
    bug: 'answers of any size are read',
    file: 'hooks/ports/http/read-body.ts',
    text: 'if (bytes <= limitBytes) {',
    by: 'if (bytes <= 1e12) {',
  }),
  told('ports/registry/failures', 'after another content than its header says', {
    bug: 'content is believed that is not what its digest says',
    file: `${registry}/find-image.ts`,
    text: "return typeof said !== 'string' ||",
    by: "return true || typeof said !== 'string' ||",
  }),
  told('ports/registry/failures', 'after a redirect into another network', {
    bug: 'a registry may send the operator to any address that it writes',
    file: 'hooks/ports/http/send.ts',
    text: 'if (isKeptAway(call)) return',
    by: 'if (isKeptAway(call) && false) return',
  }),
  told('ports/registry/failures', 'after JSON that nests deeply', {
    bug: 'what a registry answers is parsed however deeply it nests',
    file: 'hooks/api/json-scan.ts',
    text: 'if (level > depth) return',
    by: 'if (level > depth && false) return',
  }),
  told('ports/registry/log-in', 'as usual', {
    bug: 'a challenge is understood in one spelling alone',
    file: `${registry}/challenges.ts`,
    text: 'take(TOKEN)?.[0].toLowerCase()',
    by: 'take(TOKEN)?.[0]',
  }),
  told('ports/registry/log-in', 'asks /v2/ how to log in before it believes a 404', {
    bug: 'a 404 is believed before anybody has logged in',
    file: `${registry}/registry-client.ts`,
    text: '[401, 403, 404]',
    by: '[401, 403]',
  }),
  told('ports/registry/log-in', 'never answers a challenge for tokens by a password', {
    bug: 'a password is the answer to a challenge for tokens',
    file: `${registry}/log-in.ts`,
    text: "scheme === 'basic')",
    by: "scheme !== 'digest')",
  }),
  told('ports/registry/log-in', 'is left behind when a redirect leads to another origin', {
    bug: 'a token goes along wherever a redirect leads',
    file: `${registry}/requests.ts`,
    text: 'if (next.right.origin !== url.origin) carried = undefined',
    by: '',
  }),
  told('ports/registry/log-in', 'is not made on another host or port', {
    bug: 'an account goes wherever a registry says that one logs in',
    file: `${registry}/token-service.ts`,
    text: 'return url.origin === home.origin || isAllowed ?',
    by: 'return true || url.origin === home.origin || isAllowed ?',
  }),
  told('ports/registry/log-in', 'exchanges an identity token', {
    bug: 'an identity token is never used',
    file: `${registry}/token-service.ts`,
    text: 'if (account?.identityToken !== undefined) {',
    by: 'if (account?.identityToken === null) {',
  }),
  told('api/docker-config-match', 'one whose password is in a keychain', {
    bug: 'an entry whose password is elsewhere is taken for none',
    file: 'hooks/api/docker-config-match.ts',
    text: "keptBy: typeof keptBy === 'string' &&",
    by: 'keptBy: keptBy === 7 &&',
  }),
  told('ports/registry/redirects', 'goes by the address that a name leads to', {
    bug: 'a redirect is judged by its name',
    file: 'hooks/ports/http/send.ts',
    text: 'addresses.filter(({ address }) => mayReach(address))',
    by: 'addresses.filter(() => true)',
  }),
  told('ports/registry/redirects', 'does not lead from TLS to where there is none', {
    bug: 'a redirect takes TLS away',
    file: `${registry}/redirect.ts`,
    text: "if (to.protocol === 'http:' && from.protocol === 'https:') return",
    by: "if (to.protocol === 'gopher:') return",
  }),
  told('ports/http/connecting', 'to a registry over TLS', {
    bug: 'a handshake has no more time than Node gives it',
    file: 'hooks/ports/http/connecting.ts',
    text: 'autoSelectFamilyAttemptTimeout: 2500',
    by: 'autoSelectFamilyAttemptTimeout: 250',
  }),
  told('ports/registry/fuzz', 'without a word of credentials that were not shown', {
    bug: 'a refusal is blamed on credentials that nobody has seen',
    file: `${registry}/registry-client.ts`,
    text: 'account !== undefined && authorization !== undefined && requests.isHome(at)',
    by: 'account !== undefined',
  }),
  told('ports/registry/failures', 'after a token service that answers with a page', {
    bug: 'an answer without a token is a token',
    file: `${registry}/token-service.ts`,
    text: 'return token === undefined ? E.left',
    by: 'return token === null ? E.left',
  }),
  told('ports/registry/optional-fields', 'is the same absent, null and unknown', {
    bug: 'null is something else than nothing',
    file: `${registry}/json.ts`,
    text: "typeof value === 'object' && value !== null && !Array.isArray(value) ?",
    by: "typeof value === 'object' && !Array.isArray(value) ?",
  }),
  told('ports/registry/optional-fields', 'an artifact that does not say so', {
    bug: 'one odd entry decides for a whole image',
    file: `${registry}/find-image.ts`,
    text: 'if (!image.left.isOfOne) return image',
    by: 'if (true) return image',
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
  told('ports/registry/found', 'costs one HEAD from the second time on', {
    bug: 'each lookup of a tag that stands still costs three requests',
    file: `${registry}/find-image.ts`,
    text: '  known.set(key, digest, details.right)\n',
    by: '',
  }),
  told('api/docker-config-match', 'no path that ends within a word', {
    bug: 'a key covers repositories whose names begin like it',
    file: 'hooks/api/docker-config-match.ts',
    text: 'repository === prefix || ',
    by: 'repository.startsWith(prefix) || ',
  }),
]
