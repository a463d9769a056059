import assert from 'node:assert/strict'
import fc from 'fast-check'
import { chainOf } from '../../../agent/bootc/error-chain'
import { ROWS } from '../../../agent/bootc/error-rows'
import { type FailureReason, hostFailureOf } from '../../../agent/bootc/errors'
import { recordedErrors } from '../support/recordings'

type Kind = 'terminal' | 'retried'

/** What each recorded error should be, by the fault that was played; the first name that fits. */
const WANTED: ReadonlyArray<readonly [RegExp, FailureReason, Kind]> = [
  [/Accept header away/, 'ImagePullFailed', 'retried'],
  [/^(man|tokenok|blob)403$/, 'Unauthorized', 'retried'],
  [/^token40[13]/, 'Unauthorized', 'retried'],
  [/^htpasswd-none$/, 'Unauthorized', 'retried'],
  [/^(man|token|blob)50[023]$|^ping503$/, 'RegistryUnreachable', 'retried'],
  [/^(tls-self-signed|http-to-https|refused|nosuchhost|blobnohost|blobrefused)$/, 'RegistryUnreachable', 'retried'],
  [/^man429$/, 'RegistryUnreachable', 'retried'],
  [/^man40[34]html$|^(man|ping)html$/, 'ImagePullFailed', 'retried'],
  [/^missing-digest$/, 'ImageNotFound', 'retried'],
  [/^blob404$/, 'BlobNotFound', 'retried'],
  [/^(cut|rst)-in-layer$|^registry killed/, 'RegistryUnreachable', 'retried'],
  [/^arm64$/, 'WrongArchitecture', 'terminal'],
  [/^nolabel$/, 'NotABootcImage', 'terminal'],
  [/^1 default insecureAcceptAnything$|default reject/, 'SignatureRejected', 'terminal'],
  [/no signature$|without --enforce$/, 'SignatureMissing', 'retried'],
  [/broken policy|no policy file/, 'PolicyUnreadable', 'retried'],
  [/500 MB free|120 MB free|nothing free/, 'DiskFull', 'retried'],
  [/immutable|CAP_|not root/, 'NotPrivileged', 'retried'],
  [/^sha256:/, 'SameContent', 'retried'],
  [/^bound image missing$/, 'BoundImagesMissing', 'retried'],
  [/^set-options/, 'CommandFailed', 'retried'],
]

/** The same fault ends otherwise on composefs, which drops what it could not verify (424), and compares contents (440). */
const wantedOf = (step: string, what: string): readonly [RegExp, FailureReason, Kind] | undefined => {
  if (/^corrupt$|alters a layer/.test(what)) {
    return [/./, step.startsWith('4') ? 'ImagePullFailed' : 'LayerCorrupted', 'retried']
  }
  if (step === '440' && what === 'nolabel') return [/./, 'SameContent', 'retried']
  return WANTED.find(([fits]) => fits.test(what))
}

const failureIn = (stderr: string, exitCode = 1): ReturnType<typeof hostFailureOf> =>
  hostFailureOf({ kind: 'command-failed', command: 'bootc switch', exitCode, stdout: '', stderr })

describe('an error of bootc 1.16.10', () => {
  for (const { step, what, exitCode, stderr } of recordedErrors) {
    const [, reason, kind] = wantedOf(step, what) ?? [/./, undefined, 'retried']
    it(`is ${reason} and ${kind} in step ${step}: ${what}`, () => {
      const failure = failureIn(stderr, exitCode)
      assert.deepEqual([failure.reason, failure.terminal], [reason, kind === 'terminal'])
    })
  }
})

describe('an error of bootc on composefs', () => {
  // Printed on a machine of `E2E_BACKEND=composefs` whose image lacked the unit; systemctl's line comes before bootc's own.
  it('is FinalizeFailed where the unit is missing that makes a staged image the default', () => {
    const failure = failureIn(
      'Failed to start bootc-finalize-staged.service: Unit bootc-finalize-staged.service not found.\n' +
        'error: Switching: Composefs Switching: Performing Upgrade Operation: Starting finalize staged service: ' +
        'systemctl exited with status exit status: 5\n',
    )
    assert.deepEqual([failure.reason, failure.terminal], ['FinalizeFailed', false])
  })
})

/**
 * An error of each terminal row as bootc prints it. Recorded in the steps that are named; `R…` are texts of public reports,
 * and the others are of bootc's sources.
 */
const TERMINAL: Readonly<Partial<Record<FailureReason, ReadonlyArray<string>>>> = {
  SignatureRejected: [
    'Switching: Preparing import: Fetching manifest: failed to invoke method OpenImage: Source image rejected', // R4
    'Switching: Preparing import: Fetching manifest: failed to invoke method OpenImage: Source image rejected: cryptographic signature verification failed', // R4
    'Switching: Switching (ostree): Preparing import: Fetching manifest: failed to invoke method OpenImage: Running image docker://r/os is rejected by policy.', // 332
    'Switching: Switching (ostree): Preparing import: Fetching manifest: containers-policy.json specifies a default of `insecureAcceptAnything`; refusing usage', // 332
  ],
  NotABootcImage: [
    'Switching: Switching (ostree): Preparing import: Fetching manifest: Target image does not have ostree.bootable label', // 309
    'Switching: Deploying: Found multiple subdirectories in usr/lib/modules',
  ],
  InvalidImage: ['Switching: Pulling: Importing: Unencapsulating base: serialization error'], // R1
  WrongArchitecture: [
    'Switching: Switching (ostree): Preparing import: Fetching manifest: Image has architecture arm64; expected amd64', // 309
    'Switching: Preparing import: Fetching manifest: failed to invoke method OpenImage: choosing image: no image found in image index for architecture amd64', // 112
  ],
  InvalidReference: ['Switching: Parsing image reference: invalid reference format'], // 052
  SoftRebootImpossible: ['Upgrading: Soft rebooting: Cannot soft-reboot to deployment with a different kernel state'], // 253
}

/** What time cures: as the steps and reports print it, and for the host's own disk the words of strerror(3). */
const TRANSIENT: ReadonlyArray<string> = [
  'reading manifest 1 in r/os: manifest unknown', // 308: a mirror may be late, and the operator asks itself
  'Broken pipe (os error 32)', // R1
  'failed to invoke method FinishPipe: write |1: broken pipe', // R1
  'failed to invoke method FinishPipe: read tcp 192.0.2.10:443: connection reset by peer', // R1
  'failed to invoke method FinishPipe: unexpected EOF', // R1
  'proxy failure: failed to invoke method FinishPipe: (heuristic tuning data: total 58449467 @58330.335 ms): unexpected EOF and client error: : Processing tar: Filtering tar stream: Copying entry: unexpected end of file', // 309
  'failed to invoke method GetBlob: Get "http://10.0.2.2:5003/x": dial tcp 10.0.2.2:5003: connect: connection refused', // 309
  'failed to invoke method GetBlob: Get "http://blobs.invalid/x": dial tcp: lookup blobs.invalid on 10.0.2.3:53: no such host', // 309
  'failed to invoke method GetFullConfig: Get "https://blobs.example.net/sha256/x": EOF', // R8
  'failed to invoke method GetBlob: fetching blob: blob unknown to registry', // R3
  'manifest blob unknown: blob unknown to registry', // R3
  'reading signatures: downloading sigstore attachment: received unexpected HTTP status: 503 Service Unavailable', // R4
  'A signature was required, but no signature exists', // 332
  'received unexpected HTTP status: 500 Internal Server Error', // 308
  'received unexpected HTTP status: 502 Bad Gateway', // 308
  'received unexpected HTTP status: 503 Service Unavailable', // 308
  'toomanyrequests: You have reached your pull rate limit.', // 309
  'Requesting bearer token: received unexpected HTTP status: 403 Forbidden', // 308
  'pinging container registry r: Get "https://r/v2/": Proxy Authentication Required', // R5
  'Parsing layer blob sha256:8f65: failed to invoke method FinishPipe: corrupted blob, expecting sha256:8f65', // 309
  'Writing content object: fallocate: No space left on device: Processing tar: Failed to commit tar: ExitStatus(unix_wait_status(256))', // 333
  ...['No space left on device', 'Disk quota exceeded', 'Input/output error', 'Bad message', 'Permission denied'],
  ...['Operation not permitted', 'Read-only file system', 'Structure needs cleaning', 'Cannot allocate memory'],
]

const strings = (texts: ReadonlyArray<string>): fc.Arbitrary<string> => fc.constantFrom(...texts)
const ASKED = { numRuns: 500 }

describe('the chain of an error of bootc', () => {
  it('has an example here for every row that is terminal', () => {
    const rows = ROWS.filter(({ terminal }) => terminal)
    const bare = rows.filter(
      ({ text, reason }) => !(TERMINAL[reason] ?? []).flatMap(chainOf).some(link => text.test(link)),
    )
    assert.deepEqual(bare, [])
    for (const [reason, examples] of Object.entries(TERMINAL)) {
      for (const example of examples) {
        const failure = failureIn(`error: ${example}\n`)
        assert.deepEqual([failure.reason, failure.terminal], [reason, true], example)
      }
    }
  })

  it('is decided by its innermost cause: what time or the host cures is never terminal, whatever stands before it', () => {
    const around = strings(Object.values(TERMINAL).flat())
    fc.assert(
      fc.property(
        around,
        strings(TRANSIENT),
        strings(['error: ', 'ERROR ', 'Deploying...done (5 seconds)\nerror: ']),
        (outer, cause, lead) => {
          const failure = failureIn(`${lead}${outer}: ${cause}\n`)
          assert.equal(failure.terminal, false, `${outer}: ${cause} is ${failure.reason}`)
        },
      ),
      ASKED,
    )
  })

  it('does not listen to what a registry, a proxy or a name says in quotes', () => {
    const page = 'StatusCode: 502, "<html>manifest unknown: is rejected by policy: \\"denied\\"</html>"'
    const failure = failureIn(`error: Switching: Fetching manifest: failed to invoke method OpenImage: ${page}\n`)
    assert.deepEqual([failure.reason, failure.terminal], ['RegistryUnreachable', false])
  })

  it('says nothing of bound images that are not there when the host cannot keep any', () => {
    const store = "creating imgstorage: labeling storage root: No label found in policy 'None' for /var/lib/containers" // R7
    assert.equal(failureIn(`ERROR Upgrading: Staging: Pulling bound images: ${store}`).reason, 'CommandFailed')
    const full = 'Failed to pull image: Subprocess failed\nError: writing blob: no space left on device'
    assert.equal(failureIn(`error: Staging: Pulling bound images: ${full}\n`).reason, 'DiskFull')
  })
})
