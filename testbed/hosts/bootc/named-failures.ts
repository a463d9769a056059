import { type ImageReference, parseImageReference } from '../image-reference'
import { type Registry, readRegistry } from '../registry'
import type { Backend } from '../settings'
import { type Failure, failures } from './failure'
import { formatSize } from './format-size'

/** Bytes that a fault's full disk lacks, as recorded in step 099. */
const LACKING = 100_017_413

interface Asked {
  readonly image: ImageReference
  readonly registry: Registry
  readonly backend: Backend
}

const opening =
  (words: (image: ImageReference) => string) =>
  ({ image }: Asked): Failure => ({ text: words(image), during: { step: 'opening', image: image.text } })
const pinging = (problem: string) =>
  opening(({ host }) => `pinging container registry ${host}: Get "https://${host}/v2/": ${problem}`)
const anywhere = (text: string) => (): Failure => ({ text })

/**
 * Errors of a pulling verb by the name of the fault that makes them. Those that call `failures` are recorded word by
 * word; of the others only the telling part is known from bootc's sources, not the words around it.
 */
export const NAMED_FAILURES = {
  unauthorized: ({ image }: Asked) => failures.unauthorized(image),
  'manifest-unknown': ({ image }: Asked) => failures.manifestUnknown(image),
  'registry-down': ({ image, registry }: Asked) =>
    failures.registryDown(image, registry.hosts[image.host]?.insecure === true),
  dns: ({ image }: Asked) => failures.noSuchHost(image),
  'not-bootc-image': ({ image }: Asked) => failures.notBootable(image),
  'wrong-arch': ({ image }: Asked) => failures.wrongArchitecture(image, 's390x', 'amd64'),
  'disk-full': ({ image }: Asked): Failure => ({
    ...failures.diskFull(image.text, LACKING),
    stdout: `layers already present: 1; layers needed: 1 (${formatSize(LACKING)})\n`,
  }),
  'signature-policy': ({ image }: Asked) => failures.signaturePolicy(image),
  'signature-rejected': ({ image }: Asked) => failures.signatureRejected(image),
  'signature-wrong': opening(
    () =>
      'Source image rejected: cryptographic signature verification failed: invalid signature when validating ASN.1 encoded signature',
  ),
  'blob-unknown': anywhere('Pulling: Importing: failed to invoke method GetBlob: fetching blob: blob unknown'),
  'broken-transfer': anywhere('Pulling: Importing: Unencapsulating base: Broken pipe (os error 32)'),
  'disk-error': anywhere('Pulling: Importing: Unencapsulating base: Writing content object: Input/output error'),
  x509: pinging('tls: failed to verify certificate: x509: certificate signed by unknown authority'),
  timeout: pinging('dial tcp 192.0.2.1:443: i/o timeout'),
  'too-many-requests': opening(
    ({ digest, tag, repository }) =>
      `reading manifest ${digest ?? tag ?? 'latest'} in ${repository}: toomanyrequests: You have reached your pull rate limit`,
  ),
  denied: opening(() => 'requested access to the resource is denied'),
  'no-space-mid-import': anywhere(
    'Importing: Unencapsulating layer: Writing content: No space left on device (os error 28)',
  ),
  'min-free-space': anywhere(
    "Importing: Writing content object: min-free-space-percent '3%' would be exceeded, at least 4.1 kB requested",
  ),
  'many-kernels': anywhere('Deploying: Found multiple subdirectories in usr/lib/modules'),
  'lost-annotations': anywhere(
    'Importing: Unencapsulating base: serialization error: invalid value: integer `-1`, expected u32',
  ),
  'read-only': anywhere('Cannot perform this operation: /sysroot is on a read-only block device'),
  layered: anywhere(
    'Deployment contains local rpm-ostree modifications; cannot upgrade via bootc. You can run `rpm-ostree reset` to undo the modifications.',
  ),
  'not-booted': anywhere('System not booted via bootc'),
  'no-privileges': anywhere('Acquiring sysroot: Remounting /sysroot read-write: Permission denied (os error 13)'),
  'no-finalize-service': anywhere(
    'Staging: Deploying tree: Failed to start ostree-finalize-staged.service: Unit ostree-finalize-staged.service is masked.',
  ),
  'etc-merge-conflict': ({ backend }: Asked): Failure => ({
    text:
      backend === 'composefs'
        ? 'Performing Upgrade Operation: Merge conflicts found in etc'
        : 'During /etc merge: Modified config file newly defaults to directory',
  }),
} as const satisfies Readonly<Record<string, (asked: Asked) => Failure>>

export type NamedFailure = keyof typeof NAMED_FAILURES

export const isNamedFailure = (name: string | undefined): name is NamedFailure =>
  name !== undefined && Object.hasOwn(NAMED_FAILURES, name)

/** The failure that a fault of this name stands for, for the image that was asked for. */
export const namedFailure = (
  name: NamedFailure,
  text: string,
  settings: { readonly registry: string; readonly backend: Backend },
): Failure => {
  const image = parseImageReference(text)
  if (image === undefined) return failures.invalidReference(text)
  return NAMED_FAILURES[name]({ image, registry: readRegistry(settings.registry), backend: settings.backend })
}
