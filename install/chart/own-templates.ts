/** Templates that no manifest is the source of: what values make, and what Helm says after an installation. */

const HELPERS = `{{- define "bootc-operator.image" -}}
{{ .repository }}{{ if .digest }}@{{ .digest }}{{ else }}:{{ .tag }}{{ end }}
{{- end -}}

{{- define "bootc-operator.registries" -}}
{{- if or .Values.registries.insecure .Values.registries.ca .Values.registries.logins -}}set{{- end -}}
{{- end -}}
`

/** Roles, policies and the agents' DaemonSets name the namespace. */
const NAMESPACE = `{{- if ne .Release.Namespace "bootc-operator" }}
{{- fail (printf "the operator's rights and policies are for namespace bootc-operator, not %s: install it with --namespace bootc-operator --create-namespace" .Release.Namespace) }}
{{- end }}
`

const REGISTRIES = `{{- if include "bootc-operator.registries" . }}
# How the operator asks registries (docs/images.md).
apiVersion: v1
kind: ConfigMap
metadata:
  name: bootc-registries
  namespace: bootc-operator
  labels:
    app.kubernetes.io/name: bootc-operator
data:
  {{- with .Values.registries.insecure }}
  insecure: {{ join "," . | quote }}
  {{- end }}
  {{- with .Values.registries.ca }}
  ca.crt: {{ toJson . }}
  {{- end }}
  {{- with .Values.registries.logins }}
  logins: |
    {{- range $registry, $login := . }}
    {{ $registry }}={{ $login }}
    {{- end }}
  {{- end }}
{{- end }}
`

const NOTES = `The bootc operator {{ .Chart.AppVersion }} runs in namespace bootc-operator. It touches no node until there is a BootcNodePool.

  kubectl -n bootc-operator rollout status deployment/bootc-operator
{{- $namespace := lookup "v1" "Namespace" "" "bootc-operator" }}
{{- if $namespace }}
{{- $level := get ($namespace.metadata.labels | default dict) "pod-security.kubernetes.io/enforce" }}
{{- if ne $level "privileged" }}

Its agents enter their hosts. {{ if $level }}Namespace bootc-operator admits pods of level {{ $level }} alone{{ else }}If this cluster enforces pod security by default, it admits no such pods{{ end }}:

  kubectl label namespace bootc-operator --overwrite pod-security.kubernetes.io/enforce=privileged
{{- end }}
{{- end }}

"helm uninstall" keeps the CRDs, and with them all pools: delete the pools first, or nodes stay cordoned as they are.
`

export const OWN_TEMPLATES: Readonly<Record<string, string>> = {
  '_helpers.tpl': HELPERS,
  'namespace.yaml': NAMESPACE,
  'registries.yaml': REGISTRIES,
  'NOTES.txt': NOTES,
}
