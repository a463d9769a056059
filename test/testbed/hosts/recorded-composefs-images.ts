import { bootableImage, digestOf, type Registry, type RegistryImage } from '../../../testbed/hosts/registry'

/** The images of the composefs recordings; see test/fixtures/bootc-recorded/README.md. */
const C1 = 'sha256:983aeb59b3de60e275b586eb2830234993027ab3ccdf7819d9db7b0dda1aed2a'
export const C2 = 'sha256:860c96d48b31c1618e934c1d2ccd768aa7c545bf93024a0e4aedb6ee4f5bf0dd'
export const C3 = 'sha256:82bb44bd05071e37fc13779943caebbc80f7d506def21cc9c137e7ccee1e13d3'
export const C4 = 'sha256:cddcf52909d1fedf61410abb311932f5e3aca4fa3545703b57a1231abd4ae599'
export const C6 = 'sha256:b9daf6b137f0e1cf4fa0d1070a7aa56bd57b55190f999372db2aec0d0e826194'
export const C7 = 'sha256:454bab5c433b293d37484ceaec66b9bfd4174f8416bab7c2acf5e65625f69441'

const BASE = { digest: digestOf('recorded composefs base layer'), size: 194_700_000 }

/** One boot digest for all: kernel and initramfs are the same, also where the kernel arguments differ. */
const recorded = (version: string, verity: string, kernel = 'kernel-1'): RegistryImage =>
  bootableImage(version, {
    timestamp: '2026-11-20T10:00:00Z',
    verity,
    kernel,
    bootDigest: 'd346d4474c2107f22e4c6b67703dd08f190cd08f9e67cbb160dd7418c78769a5',
    layers: [BASE, { digest: digestOf(`recorded composefs ${version}`), size: 217 }],
  })

const images: Registry['images'] = {
  [C1]: recorded(
    '1',
    'c69e7db8547e5463183158b7528a93a34b28674ddfd6b8e7645ee9977d65049c00e6337cfbfd30f527f996555604e334d1df50dc41219e885fc2a12255a21c07',
  ),
  [C2]: recorded(
    '2',
    '0738f34a3da31349830178db9f5d1e8cbea880d399e545f7d6b5e3c81164d1e2ff5341ce1e58ba0964a0dcefc3e9ffff2fb6e939dd7084b54843b0f791f86169',
  ),
  [C3]: recorded(
    '3',
    'c37013157914a51d107894966a99977f29ecd4f3dead67584fce679b9dbe73a87cd8cfa5ecfd351875ae15357c2a8dc0ae8d9788023f4d9fbbf189251c955cc9',
  ),
  [C4]: recorded(
    '4',
    'a46f0d406da4d28683efd1924dddae73cf86ea636fbb134b1fde4cd6d68c1779c12275ba4914b2b0fdb7ca1c88e957b04665b1375d3ebc196fd554ad790cf6f0',
    'other kernel arguments',
  ),
  [C6]: recorded(
    '6',
    '79c345f4c9e856b095e9a02fbc87dd879201379609ba3078623fb1d0a1f3c3f29e1b117753fcc3445e858dbae53410387100d37e0cc40b248a6e5fe38db506a2',
  ),
  [C7]: recorded(
    '7',
    'ad24294cbf7264d255c73db003a6c5538c544255d6710458dbf53bcf0fafc2c262b06fb8ecc5bf3105ff714fc89272794a0d04b26885302a5a15a7450ff0df67',
  ),
}

const digests = Object.keys(images)

/** The registries while tag v1 is at `moved`, or at its first image. */
export const composefsRegistry = (moved: string | undefined): Registry => ({
  hosts: {
    '10.0.2.2:5000': { insecure: true },
    '10.0.2.2:5001': { insecure: true, auth: 'dXNlcjpwYXNz' },
    '10.0.2.2:5003': { insecure: true, down: true },
  },
  images,
  indexes: {},
  repositories: {
    '10.0.2.2:5000/os': { tags: { v1: moved ?? C1, v2: C2, v3: C3, v6: C6 }, digests },
    '10.0.2.2:5001/os': { tags: {}, digests },
  },
})
