import { BlockList, isIP } from 'node:net'

/**
 * How far an IP address reaches. `private` are also unique-local addresses and those that providers share (100.64/10);
 * `reserved` is whatever no server can have.
 */
export type AddressKind = 'public' | 'private' | 'loopback' | 'link-local' | 'reserved'

const V4: Readonly<Record<Exclude<AddressKind, 'public'>, ReadonlyArray<string>>> = {
  // 0/8 reaches this machine on Linux.
  loopback: ['127.0.0.0/8', '0.0.0.0/8'],
  'link-local': ['169.254.0.0/16'],
  private: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', '192.0.0.0/24', '198.18.0.0/15'],
  reserved: ['224.0.0.0/3'],
}
const V6: typeof V4 = {
  loopback: ['::/127'],
  'link-local': ['fe80::/10'],
  private: ['fc00::/7', 'fec0::/10'],
  reserved: ['ff00::/8'],
}

const listOf = (ranges: ReadonlyArray<string>, family: 'ipv4' | 'ipv6'): BlockList => {
  const list = new BlockList()
  for (const range of ranges) {
    const [net = '', bits] = range.split('/')
    list.addSubnet(net, Number(bits), family)
  }
  return list
}
type Ranges = ReadonlyArray<readonly [Exclude<AddressKind, 'public'>, BlockList]>
const rangesOf = (all: typeof V4, family: 'ipv4' | 'ipv6'): Ranges =>
  (['loopback', 'link-local', 'private', 'reserved'] as const).map(kind => [kind, listOf(all[kind], family)])
const RANGES = { ipv4: rangesOf(V4, 'ipv4'), ipv6: rangesOf(V6, 'ipv6') }

const kindIn = (address: string, family: 'ipv4' | 'ipv6'): AddressKind =>
  RANGES[family].find(([, list]) => list.check(address, family))?.[0] ?? 'public'

/** The eight groups of an IPv6 address; URL writes every form of it in one. */
const groupsOf = (address: string): ReadonlyArray<number> => {
  const [head = '', tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::')
  const groups = (text: string): ReadonlyArray<number> =>
    text === '' ? [] : text.split(':').map(group => Number.parseInt(group, 16))
  const [first, last] = [groups(head), groups(tail ?? '')]
  return [...first, ...Array.from({ length: 8 - first.length - last.length }, () => 0), ...last]
}

const asV4 = (high: number, low: number): string => [high >> 8, high & 255, low >> 8, low & 255].join('.')

/**
 * The IPv4 address that an IPv6 address leads to: mapped (RFC 4291 2.5.5), translated by NAT64 (RFC 6052) or by 6to4
 * (RFC 3056).
 */
const embeddedV4 = (address: string): string | undefined => {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, high = 0, low = 0] = groupsOf(address)
  const isMapped = [a, b, c, d, e].every(group => group === 0) && (f === 0xffff || (f === 0 && high !== 0))
  const isNat64 = a === 0x64 && b === 0xff9b
  if (isMapped || isNat64) return asV4(high, low)
  return a === 0x2002 ? asV4(b, c) : undefined
}

/** Of an IP address in any spelling, IPv6 without brackets; what is none is `reserved`. */
export const addressKind = (address: string): AddressKind => {
  const bare = address.replace(/%.*$/, '')
  if (isIP(bare) === 4) return kindIn(bare, 'ipv4')
  if (isIP(bare) !== 6) return 'reserved'
  const inner = embeddedV4(bare)
  return inner === undefined ? kindIn(bare, 'ipv6') : kindIn(inner, 'ipv4')
}
