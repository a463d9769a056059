import { cleanText, cut } from '../../api/clean-text'

/** A series of an instant vector as Prometheus' HTTP API gives it. */
export interface InstantSeries {
  readonly labels: Readonly<Record<string, string>>
  readonly value: string
}

/** Series that are named, and characters of one of them. */
const MOST_SHOWN = 3
const MOST_OF_SERIES = 120

/** Labels that say where an alert fires; the first that it has. */
const PLACES = ['node', 'instance', 'pod', 'namespace'] as const

const NAME = '__name__'
const ALERT = 'alertname'

export const isAlert = ({ labels }: InstantSeries): boolean => labels[ALERT] !== undefined

/** `KubeletDown (node=node-3)` */
const alertText = ({ labels }: InstantSeries): string => {
  const place = PLACES.find(name => labels[name] !== undefined)
  const name = cleanText(labels[ALERT] ?? '')
  return place === undefined ? name : `${name} (${place}=${cleanText(labels[place] ?? '')})`
}

/** `etcd_server_has_leader{job="etcd"} 0`, as PromQL writes it. */
const seriesText = ({ labels, value }: InstantSeries): string => {
  const names = Object.keys(labels)
    .filter(name => name !== NAME)
    .sort()
  const pairs = names.map(name => `${cleanText(name)}=${JSON.stringify(cleanText(labels[name] ?? ''))}`)
  return `${cleanText(labels[NAME] ?? '')}{${pairs.join(', ')}} ${cleanText(value)}`
}

/** The first few by their text, so that the same series are shown the same whatever their order in the answer. */
export const shownSeries = (series: ReadonlyArray<InstantSeries>): ReadonlyArray<string> => {
  const text = series.every(isAlert) ? alertText : seriesText
  const texts = series.map(one => cut(text(one), MOST_OF_SERIES)).sort()
  return texts.slice(0, MOST_SHOWN)
}
