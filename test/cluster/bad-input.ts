import { stringify } from 'yaml'
import { aPool } from './crd-samples'

const window = { start: '0 2 * * SAT', duration: '4h' }
const yaml = (spec: object, more: object = {}): string => stringify({ ...(aPool('bad', spec) as object), ...more })
const windows = (change: object): string => yaml({ rollout: { maintenanceWindows: [{ ...window, ...change }] } })

/**
 * Twenty manifests that people write in their first week, as they give them to `kubectl apply`, and what they have to read:
 * the field, and what to write there. Every other refusal of a pool is in crd-cases.ts.
 */
export const BAD_INPUT: ReadonlyArray<readonly [name: string, manifest: string, says: RegExp]> = [
  ['no image', yaml({ image: undefined }), /spec\.image: Required value/],
  ['no selector', yaml({ nodeSelector: undefined }), /spec\.nodeSelector: Required value/],
  ['a selector of nothing', yaml({ nodeSelector: {} }), /spec\.nodeSelector: .*set allNodes to true/],
  [
    'a label value without quotes',
    yaml({ nodeSelector: { matchLabels: { gpu: true } } }),
    /matchLabels\.gpu: .*must be .*string/,
  ],
  [
    'an image without its registry',
    yaml({ image: { ref: 'fedora/bootc:42' } }),
    /spec\.image\.ref: .*begin with a registry/,
  ],
  [
    'an image without a tag',
    yaml({ image: { ref: 'quay.io/fedora/bootc' } }),
    /spec\.image\.ref: .*end with a tag or a digest/,
  ],
  [
    'an image as in a URL',
    yaml({ image: { ref: 'https://quay.io/fedora/bootc:42' } }),
    /spec\.image\.ref: .*full image reference/,
  ],
  ['half a digest', yaml({ image: { ref: 'quay.io/os@sha256:4712be14' } }), /spec\.image\.ref: .*full image reference/],
  [
    'a policy in small letters',
    yaml({ image: { ref: 'quay.io/os:1', updates: 'automatic' } }),
    /updates: Unsupported value: "automatic": supported values: "Manual", "Automatic"/,
  ],
  [
    'a policy in another spelling',
    yaml({ rollout: { onFailure: 'Rollback' } }),
    /onFailure: Unsupported value: "Rollback": supported values: .*"RollBack"/,
  ],
  ['a number in quotes', yaml({ rollout: { maxUnavailable: '2' } }), /maxUnavailable: .*from "0%" to "100%"/],
  ['more than all nodes', yaml({ rollout: { maxUnavailable: '150%' } }), /maxUnavailable: .*from "0%" to "100%"/],
  ['no failure allowed', yaml({ rollout: { failureThreshold: 0 } }), /failureThreshold: .*whole number, 1 or more/],
  ['a switch in quotes', yaml({ rollout: { paused: 'true' } }), /rollout\.paused: .*must be .*boolean/],
  ['a field of a Deployment', yaml({ rollout: { maxSurge: 1 } }), /unknown field "spec\.rollout\.maxSurge"/],
  ['a window in six fields', windows({ start: '0 0 2 * * SAT' }), /maintenanceWindows\[0\]\.start: .*five fields/],
  ['a length in words', windows({ duration: '4 hours' }), /maintenanceWindows\[0\]\.duration: .*written like 4h/],
  [
    'a time zone with a typo',
    windows({ timeZone: 'Europe/Berlinn' }),
    /maintenanceWindows\[0\]\.timeZone: .*IANA time zone database/,
  ],
  ['a day that no year has', windows({ start: '0 2 31 2 *' }), /maintenanceWindows\[0\]\.start: .*31 February/],
  [
    'a name in capitals',
    yaml({}, { metadata: { name: 'Workers' } }),
    /metadata\.name: Invalid value: "Workers": .*lowercase/,
  ],
]
