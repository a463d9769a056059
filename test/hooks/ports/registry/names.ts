import dns from 'node:dns'

type Callback = (error: null, address: string | ReadonlyArray<object>, family?: number) => void

/**
 * Lets names mean what a test says: of each name the addresses that it is answered with, one after the other and the last
 * for ever. Answers what `use` does; every lookup is noted.
 */
export const withNames = async <T>(
  names: Readonly<Record<string, ReadonlyArray<string>>>,
  use: (lookups: ReadonlyArray<string>) => Promise<T>,
): Promise<T> => {
  const { lookup } = dns
  const lookups: string[] = []
  const answer = (host: string, options: { readonly all?: boolean }, callback: Callback): void => {
    const addresses = names[host]
    if (addresses === undefined) {
      Reflect.apply(lookup, dns, [host, options, callback])
      return
    }
    const before = lookups.filter(name => name === host).length
    lookups.push(host)
    const address = addresses[Math.min(before, addresses.length - 1)] ?? ''
    const family = address.includes(':') ? 6 : 4
    if (options.all === true) callback(null, [{ address, family }])
    else callback(null, address, family)
  }
  Object.assign(dns, { lookup: answer })
  try {
    return await use(lookups)
  } finally {
    Object.assign(dns, { lookup })
  }
}
