/** One thing to try: what is typed, and what is to be seen then. */
export interface Stop {
  readonly type: string
  readonly see: string
  /** Goes on until Ctrl-C. */
  readonly stays?: true
  /** Works only after a moment; its text says which. */
  readonly waits?: true
}

export type Scenario = 'rollout' | 'fallback'

const look: ReadonlyArray<Stop> = [
  { type: 'kubectl bootc status', see: 'the pool and its nodes' },
  { type: 'kubectl bootc doctor', see: 'whether the installation is whole' },
]

/** Ten things to try on the pool that was just rolled out, in this order. */
const rollout: ReadonlyArray<Stop> = [
  ...look,
  { type: 'kubectl get bnp,bro,bnu', see: 'the same from kubectl alone' },
  { type: 'push v3', see: 'the tag stable names v3 now; the pool sees it within 30 s' },
  { type: 'kubectl apply -f pdb.yaml', see: 'an app on node-3 whose budget allows no disruption' },
  { type: 'kubectl bootc approve workers', see: 'once status says that v3 is available: it rolls out', waits: true },
  { type: 'kubectl bootc why node-3', see: 'who blocks its drain, once it is its turn' },
  { type: 'kubectl bootc pause workers --hold "lunch"', see: 'every node that has not rebooted is uncordoned' },
  { type: 'kubectl delete -f pdb.yaml && kubectl bootc resume workers', see: 'the rollout goes on' },
  { type: 'kubectl bootc dashboard --no-open', see: 'all of it live, in a browser', stays: true },
]

/** What to do after an image that does not boot. */
const fallback: ReadonlyArray<Stop> = [
  { type: 'kubectl bootc status', see: 'halted: the first nodes came back with v1, and the others were left alone' },
  { type: 'kubectl bootc why node-1', see: 'what its host said' },
  { type: 'kubectl bootc plan workers', see: 'nothing would start' },
  { type: 'kubectl bootc cancel workers', see: 'the target is given up: what was staged is dropped' },
  { type: 'kubectl bootc history workers', see: 'once it has ended: who failed, and why' },
]

export const TOURS: Readonly<Record<Scenario, ReadonlyArray<Stop>>> = { rollout, fallback }

const NUMBERS: Readonly<Record<number, string>> = { 5: 'Five', 10: 'Ten' }

/** What the demo prints. `enter`: the command that makes a shell ready for it. */
export const tourLines = (scenario: Scenario, enter: string): ReadonlyArray<string> => {
  const stops = TOURS[scenario]
  const wide = Math.max(...stops.map(({ type }) => type.length))
  return [
    `${NUMBERS[stops.length] ?? stops.length} things to try, in another shell:`,
    `  $ ${enter}`,
    ...stops.map(({ type, see }) => `  $ ${type.padEnd(wide)}   # ${see}`),
  ]
}
