import * as E from 'fp-ts/Either'

export type WrongRedirect = 'without-tls' | 'no-address'

/** Where a redirect leads, as long as it takes no TLS away. */
export const redirectOf = (from: URL, location: string): E.Either<WrongRedirect, URL> => {
  if (!URL.canParse(location, from.href)) return E.left('no-address')
  const to = new URL(location, from.href)
  if (to.protocol === 'http:' && from.protocol === 'https:') return E.left('without-tls')
  if ((to.protocol !== 'https:' && to.protocol !== 'http:') || to.username !== '' || to.password !== '') {
    return E.left('no-address')
  }
  return E.right(to)
}

export const isRedirect = (status: number): boolean => [301, 302, 303, 307, 308].includes(status)
