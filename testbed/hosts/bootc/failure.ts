import type { ImageReference } from '../image-reference'
import type { Backend } from '../settings'
import { formatSize } from './format-size'

/** What bootc did to an image when it failed; each backend has words of its own for that. */
export interface Doing {
  readonly step: 'opening' | 'fetching'
  /** Pull specification as given. */
  readonly image: string
}

/** Why a verb failed; `text` follows the verb's own prefix (`Switching: Switching (ostree): `, …) and the words for `during`. */
export interface Failure {
  readonly text: string
  readonly during?: Doing
  /** Printed to stderr by a child of bootc before its own line. */
  readonly before?: string
  /** Printed to stdout before the failure. */
  readonly stdout?: string
}

/** The words of a backend before the text of a failure; those of composefs for `fetching` were never recorded. */
export const wordsFor = (backend: Backend, during: Doing | undefined): string => {
  if (during === undefined) return ''
  const call = during.step === 'opening' ? 'failed to invoke method OpenImage: ' : ''
  if (backend === 'ostree') return `Preparing import: Fetching manifest: ${call}`
  const pulled = `Checking if image ${during.image} is pulled: Getting container info: `
  return during.step === 'opening' ? `${pulled}Opening image docker://${during.image}: ${call}` : pulled
}

const opening = ({ text }: ImageReference, problem: string): Failure => ({
  text: problem,
  during: { step: 'opening', image: text },
})
const fetching = ({ text }: ImageReference, problem: string): Failure => ({
  text: problem,
  during: { step: 'fetching', image: text },
})
const wanted = ({ digest, tag }: ImageReference): string => digest ?? tag ?? 'latest'

/** Texts of bootc 1.16.9 with skopeo 1.22.0 and docker-registry 2.8, recorded steps 044 to 054, 099, 112 and 121. */
export const failures = {
  invalidReference: (text: string): Failure => ({
    before: `Error: parsing reference "${text}": invalid reference format\n`,
    text: 'invalid reference format',
  }),
  manifestUnknown: (image: ImageReference): Failure =>
    opening(image, `reading manifest ${wanted(image)} in ${image.repository}: manifest unknown`),
  unauthorized: (image: ImageReference): Failure =>
    opening(image, `reading manifest ${wanted(image)} in ${image.repository}: authentication required`),
  registryDown: (image: ImageReference, insecure: boolean): Failure =>
    opening(
      image,
      `pinging container registry ${image.host}: Get "${insecure ? 'http' : 'https'}://${image.host}/v2/": dial tcp ${image.host}: connect: connection refused`,
    ),
  noSuchHost: (image: ImageReference): Failure =>
    opening(
      image,
      `pinging container registry ${image.host}: Get "https://${image.host}/v2/": dial tcp: lookup ${image.host.replace(/:\d+$/, '')} on 10.0.2.3:53: no such host`,
    ),
  tagAndDigest: (image: ImageReference): Failure =>
    opening(image, 'Docker references with both a tag and digest are currently not supported'),
  notInIndex: (image: ImageReference, architecture: string): Failure =>
    fetching(
      image,
      `failed to invoke method GetManifest: no image found in image index for architecture "${architecture}", variant "", OS "linux"`,
    ),
  notBootable: (image: ImageReference): Failure => fetching(image, 'Target image does not have ostree.bootable label'),
  wrongArchitecture: (image: ImageReference, architecture: string, host: string): Failure =>
    fetching(image, `Image has architecture ${architecture}; expected ${host}`),
  signaturePolicy: (image: ImageReference): Failure =>
    fetching(image, 'containers-policy.json specifies a default of `insecureAcceptAnything`; refusing usage'),
  signatureRejected: (image: ImageReference): Failure =>
    opening(image, 'Source image rejected: A signature was required, but no signature exists'),
  diskFull: (image: string, bytes: number): Failure => ({
    text: `Insufficient free space for ${image} (available: 0 bytes required: ${formatSize(bytes)})`,
  }),
  /** Recorded step 330. */
  corruptedLayer: (digest: string): Failure => ({
    text: `Pulling: Importing: Parsing layer blob ${digest}: failed to invoke method FinishPipe: corrupted blob, expecting ${digest}`,
  }),
  /** From bootc's sources: what is staged stays, and its bound images are not asked for again. */
  boundImage: (): Failure => ({
    text: 'Staging: Pulling bound images: Pulling images: Failed to pull image registry.example/bound:1',
  }),
  notSoftRebootCapable: (): Failure => ({
    text: 'Handling staged soft reboot: Handling soft reboot: Soft reboot was required but staged deployment is not soft-reboot capable',
  }),
}
