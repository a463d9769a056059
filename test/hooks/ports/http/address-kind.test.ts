import assert from 'node:assert/strict'
import fc from 'fast-check'
import { type AddressKind, addressKind } from '../../../../hooks/ports/http/address-kind'

describe('how far an address reaches', () => {
  // IANA's special-purpose registries (RFC 6890 and its followers) name the ranges.
  const cases: ReadonlyArray<readonly [AddressKind, ...ReadonlyArray<string>]> = [
    ['public', '1.1.1.1', '172.32.0.1', '100.128.0.1', '2606:4700::1', '::ffff:1.1.1.1', '64:ff9b::101:101'],
    ['loopback', '127.0.0.1', '127.255.0.9', '0.0.0.0', '::1', '::', '::ffff:127.0.0.1', '64:ff9b::7f00:1', '::7f00:1'],
    ['link-local', '169.254.169.254', 'fe80::1', 'fe80::1%eth0', '::ffff:a9fe:a9fe', '2002:a9fe:a9fe::1'],
    ['private', '10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1', '100.64.0.1', 'fd00:ec2::254', 'fc00::1'],
    ['private', '::ffff:10.0.0.1', '64:ff9b::a00:1', '2002:a00:1::'],
    ['reserved', '224.0.0.1', '255.255.255.255', 'ff02::1', 'registry.example', ''],
  ]
  for (const [kind, ...addresses] of cases) {
    it(`is ${kind} for ${addresses.join(', ')}`, () =>
      assert.deepEqual(
        addresses.map(address => `${address} ${addressKind(address)}`),
        addresses.map(address => `${address} ${kind}`),
      ))
  }

  it('is the same for an IPv4 address however IPv6 writes it', () => {
    fc.assert(
      fc.property(fc.ipV4(), address => {
        const [a = 0, b = 0, c = 0, d = 0] = address.split('.').map(Number)
        const [high, low] = [(a << 8) | b, (c << 8) | d].map(group => group.toString(16))
        for (const form of [
          `::ffff:${address}`,
          `::FFFF:${high}:${low}`,
          `64:ff9b::${address}`,
          `2002:${high}:${low}::`,
        ]) {
          assert.equal(addressKind(form), addressKind(address), form)
        }
      }),
    )
  })
})
