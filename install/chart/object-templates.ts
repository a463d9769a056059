import { parseDocument } from 'yaml'
import { byMetacontroller } from './conditions'
import { replaceOnce } from './replace-once'

const EXISTING = '.Values.metacontroller.existing'

interface Identified {
  readonly kind?: string
  readonly metadata?: { readonly name?: string }
}

const keptDocument = (text: string): string => {
  const document = parseDocument(text)
  document.setIn(['metadata', 'annotations', 'helm.sh/resource-policy'], 'keep')
  return document.toString({ lineWidth: 0 }).trim()
}

/** Uninstallation of the release deletes no pools: with a CRD all objects of its kind go. */
export const keptTemplate = (source: string): string => source.split(/^---$/m).map(keptDocument).join('\n---\n')

const subject = (field: 'namespace' | 'serviceAccount'): string =>
  byMetacontroller('bootc-operator', `{{ ${EXISTING}.${field} }}`)

/** Where Metacontroller is another pod's, that one has the rights which the operator's own would have. */
export const metacontrollerRightsTemplate = (source: string): string =>
  source
    .split(/^---$/m)
    .map(text => {
      const { kind = '', metadata } = parseDocument(text).toJS() as Identified
      if (!kind.endsWith('Binding') || metadata?.name !== 'bootc-operator-metacontroller') return text
      return replaceOnce(
        text,
        /^( +)name: bootc-operator\n +namespace: bootc-operator$/,
        (indent = '') => `${indent}name: ${subject('serviceAccount')}\n${indent}namespace: ${subject('namespace')}`,
      )
    })
    .join('---')

const OPERATOR_ALONE = "['system:serviceaccount:bootc-operator:bootc-operator']"
const WITH_EXISTING = byMetacontroller(
  OPERATOR_ALONE,
  `${OPERATOR_ALONE.slice(0, -1)}, 'system:serviceaccount:{{ ${EXISTING}.namespace }}:{{ ${EXISTING}.serviceAccount }}']`,
)

/** It writes on the operator's behalf, so the policies must take it for the operator. */
export const policyTemplate = (source: string): string => source.replaceAll(OPERATOR_ALONE, WITH_EXISTING)

const PULL_SECRETS = '{{- with .Values.imagePullSecrets }}\nimagePullSecrets: {{- toYaml . | nindent 2 }}\n{{- end }}'

/**
 * Pods take the pull secrets of their service account: so the agents have them too, which the operator creates. The
 * agents' account stays, without rights: tokens die with their account, and agents that run on would be unauthorized
 * after the next installation until their kubelets renew them.
 */
export const accountsTemplate = (source: string): string =>
  source
    .split(/^---$/m)
    .map(text => {
      const { metadata } = parseDocument(text).toJS() as Identified
      return `${metadata?.name === 'bootc-agent' ? keptDocument(text) : text.trim()}\n${PULL_SECRETS}`
    })
    .join('\n---\n')
