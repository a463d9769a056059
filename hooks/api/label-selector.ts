import * as t from 'io-ts'

const Operator = t.keyof({ In: null, NotIn: null, Exists: null, DoesNotExist: null }, 'Operator')

const Requirement = t.intersection(
  [t.type({ key: t.string, operator: Operator }), t.partial({ values: t.readonlyArray(t.string) })],
  'Requirement',
)
type Requirement = t.TypeOf<typeof Requirement>

/** meta/v1 LabelSelector. */
export const LabelSelector = t.partial(
  { matchLabels: t.record(t.string, t.string), matchExpressions: t.readonlyArray(Requirement) },
  'LabelSelector',
)
export interface LabelSelector extends t.TypeOf<typeof LabelSelector> {}

export type Labels = Readonly<Record<string, string>>

const meets = (labels: Labels, { key, operator, values = [] }: Requirement): boolean => {
  const value = labels[key]
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value)
    case 'NotIn':
      return value === undefined || !values.includes(value)
    case 'Exists':
      return value !== undefined
    case 'DoesNotExist':
      return value === undefined
  }
}

/** What the CRDs take of a selector that stands within other settings. */
const MOST_LABELS = 16
const MOST_EXPRESSIONS = 8
const MOST_VALUES = 32
const MOST_KEY = 317
const MOST_VALUE = 63

/** Whether the CRDs take a selector of this size. */
export const fitsInSettings = ({ matchLabels = {}, matchExpressions = [] }: LabelSelector): boolean =>
  Object.keys(matchLabels).length <= MOST_LABELS &&
  Object.entries(matchLabels).every(([key, value]) => key.length <= MOST_KEY && value.length <= MOST_VALUE) &&
  matchExpressions.length <= MOST_EXPRESSIONS &&
  matchExpressions.every(
    ({ key, values = [] }) =>
      key.length <= MOST_KEY && values.length <= MOST_VALUES && values.every(value => value.length <= MOST_VALUE),
  )

/** The selector without what the API server would not store. */
export const plainSelector = ({ matchLabels, matchExpressions }: LabelSelector): LabelSelector => ({
  matchLabels,
  matchExpressions: matchExpressions?.map(({ key, operator, values }) => ({ key, operator, values })),
})

export const isEmptySelector = ({ matchLabels = {}, matchExpressions = [] }: LabelSelector): boolean =>
  Object.keys(matchLabels).length === 0 && matchExpressions.length === 0

/** Every key that it names. */
export const keysOf = ({ matchLabels = {}, matchExpressions = [] }: LabelSelector): ReadonlyArray<string> => [
  ...Object.keys(matchLabels),
  ...matchExpressions.map(({ key }) => key),
]

/** Whether the labels meet every requirement; an empty selector matches everything, so callers guard against it. */
export const selectorMatches = ({ matchLabels = {}, matchExpressions = [] }: LabelSelector, labels: Labels): boolean =>
  Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
  matchExpressions.every(requirement => meets(labels, requirement))
