/** What the template has where the chart brings its own Metacontroller, and where another one is there already. */
export const byMetacontroller = (own: string, existing: string): string =>
  `{{ if .Values.metacontroller.enabled }}${own}{{ else }}${existing}{{ end }}`

/** Whole lines that stand in the result under a condition alone. */
export const linesIf = (condition: string, lines: string): string =>
  `{{- if ${condition} }}\n${lines.replace(/\n+$/, '')}\n{{- end }}\n`

export const OWN = '.Values.metacontroller.enabled'
export const EXISTING = 'not .Values.metacontroller.enabled'
export const OPENSHIFT = '.Values.openshift'
