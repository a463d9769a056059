/**
 * k8s.io/kubernetes pkg/apis/core/validation/events.go: ReasonLengthLimit and NoteLengthLimit, in bytes. They hold for
 * events.k8s.io/v1, whose reference says "Maximal length of the note is 1kB"; of a core/v1 Event without an eventTime the
 * API server checks the namespace alone, but whoever reads it may do so as events.k8s.io/v1.
 */
const MOST_REASON = 128
const MOST_NOTE = 1024
/** k8s.io/apimachinery pkg/util/validation: IsDNS1123Subdomain. */
const MOST_NAME = 253
const NAME = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/

interface Written {
  readonly metadata: { readonly name: string; readonly namespace: string }
  readonly involvedObject: { readonly namespace?: string; readonly name: string; readonly uid: string }
  readonly type: string
  readonly reason: string
  readonly message: string
}

/** Why this event, as it is posted, is none that the API server keeps for what it is about, or that readers expect. */
export const eventMisfit = (body: object): string | undefined => {
  const { metadata, involvedObject, type, reason, message } = body as Written
  if (metadata.name.length > MOST_NAME || !NAME.test(metadata.name)) return `metadata.name ${metadata.name}`
  if (involvedObject.namespace === undefined && metadata.namespace !== 'default') return 'metadata.namespace'
  if (involvedObject.name === '' || involvedObject.uid === '') return 'involvedObject'
  if (type !== 'Normal' && type !== 'Warning') return `type ${type}`
  if (reason === '' || Buffer.byteLength(reason) > MOST_REASON) return `reason of ${reason.length} characters`
  if (message === '') return `no message of ${reason}`
  if (Buffer.byteLength(message) > MOST_NOTE) return `message of ${Buffer.byteLength(message)} bytes of ${reason}`
  return undefined
}
