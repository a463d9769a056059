import { bootableImage, digestOf, type Registry, type RegistryImage } from '../../../testbed/hosts/registry'

/** The images of the recordings; see test/fixtures/bootc-recorded/README.md. */
export const V1 = 'sha256:e789e82b198938e40bf3d26682293790ce9819fd4a6f805b739010069415cb9a'
export const V2 = 'sha256:fa641a04e9a5fda3ecb20ada989b479cce51c0dd8eaaf02eb070c329484e718a'
export const V3 = 'sha256:f93c11fc7c9fc317080242f58609ff266042b1fc50d876fdfc7105a79a55921b'
export const V4 = 'sha256:36f87aa2f211535678c5885ce71f1cfcee531d88a93aa82810c63c58beafde58'
export const V5 = 'sha256:66e34ba81428dfcb415168b408eb1336897621eff01aa9eeab23e5710aa4908b'
export const V6 = 'sha256:f19f5921da56bc8eca7a8804bb05f4eb0e7d58524309876e526252baa24c9921'
const NO_LABEL = 'sha256:570f4d662725f8759ef7194a5d5566cdfb71b8b892d50d86f3d2e2367c5a962a'
const ARM64 = 'sha256:70e3d380e086ca485e0931bf6075e9415065881548036798de99e0247b71b441'
export const INDEX = 'sha256:ef2831a0a8586fea60620f2ddcd7f62ebf2e87dbac6ede698ea3420f3342bc69'
const ARM64_INDEX = 'sha256:7932aa150a6f5c554df0d690d364b345d85495f4853c1316d6ac9998984ca186'

const BASE = { digest: digestOf('recorded base layer'), size: 194_169_563 }

interface Recorded {
  readonly timestamp: string
  readonly commit: string
  /** Of the layer on top of the base: as compressed, and as stored. */
  readonly size?: number
  readonly stored?: number
  readonly kernel?: string
}

const recorded = (version: string, { size = 217, stored = 7_400, ...image }: Recorded): RegistryImage =>
  bootableImage(version, { ...image, layers: [BASE, { digest: digestOf(`recorded ${version}`), size, stored }] })

const images: Registry['images'] = {
  [V1]: recorded('1.0.0', {
    timestamp: '2026-11-20T10:00:00Z',
    commit: 'd38fcf149da07eb1621b02b576807515c8f39aa3bda0eeb4b83e70bb4ccd13a5',
  }),
  [V2]: recorded('2.0.0', {
    timestamp: '2026-11-21T10:00:00Z',
    commit: '249e9f31981130a521b3022339c4d9b6668f5dc252f41770814271e3423b4562',
  }),
  [V3]: recorded('3.0.0', {
    timestamp: '2026-11-22T09:00:00Z',
    commit: '067b028650edfdd7486d177d10e1263b70566a7333b34c62a424765b5710a517',
  }),
  [V4]: recorded('4.0.0', {
    timestamp: '2026-11-20T10:00:00Z',
    commit: '9095ce24f1fa9218d8eaefecd040b94ecaff2aa223cdcc0c0cd6e170b6226211',
    size: 322,
    stored: 10_100,
    kernel: 'other kernel arguments',
  }),
  [V5]: recorded('5.0.0', {
    timestamp: '2026-11-20T10:00:00Z',
    commit: '50b987d48c8bdafc084a5199373479592d2d81a1dfeed29e507f927858d78e7b',
    size: 100_017_413,
    stored: 100_017_413,
  }),
  [V6]: recorded('6.0.0', {
    timestamp: '2026-11-20T10:00:00Z',
    commit: '9ffe9d9a63aa90645f7186d3f4c22f17fe19a436b2f70a913b5743256267f92e',
  }),
  [NO_LABEL]: bootableImage('9.0.0', { labels: {} }),
  [ARM64]: bootableImage('6.0.0', { architecture: 'arm64' }),
}

const digests = [...Object.keys(images), INDEX, ARM64_INDEX]

/** The registries of the recordings while tag v1 is at `v1`: it was moved to 6.0.0 on the way. */
export const recordedRegistry = (v1: string): Registry => ({
  hosts: {
    '10.0.2.2:5000': { insecure: true },
    '10.0.2.2:5001': { insecure: true, auth: 'dXNlcjpwYXNz' },
    '10.0.2.2:5002': { insecure: true },
    '10.0.2.2:5003': { insecure: true, down: true },
  },
  images,
  indexes: { [INDEX]: { amd64: V6, arm64: ARM64 }, [ARM64_INDEX]: { arm64: ARM64 } },
  repositories: {
    '10.0.2.2:5000/os': { tags: { v1, v2: V2, v3: V3 }, digests },
    '10.0.2.2:5001/os': { tags: {}, digests },
    '10.0.2.2:5002/os': { tags: {}, digests },
  },
})
