import { everyCaseAsserts } from '../../../support/every-case-asserts'
import { endAttack, expectAttack, theVictim, type Victim } from './victim'

/** Attacks that were held, by label. */
const held = new Map<string, number>()

const heldLine = (): string => {
  const all = [...held].sort(([a], [b]) => Number(a.slice(2)) - Number(b.slice(2)))
  const sum = all.reduce((total, [, count]) => total + count, 0)
  return `${sum} attacks held (${all.map(([label, count]) => `${label}: ${count}`).join(', ')})`
}

const declare = (label: string, title: string, attacks: () => void): void => {
  expectAttack()
  describe(`${label}: ${title}`, () => {
    everyCaseAsserts(() => held.set(label, (held.get(label) ?? 0) + 1))
    after(async function () {
      this.timeout(300_000)
      if (await endAttack()) console.log(`\n    ${heldLine()}`)
    })
    attacks()
  })
}

/**
 * A suite of attacks that need no cluster. Each `it` is one attack: it acts as the attacker and asserts what stays
 * untouched; one that asserts nothing fails.
 */
export const attack = (label: string, title: string, attacks: () => void): void => declare(label, title, attacks)

/** As `attack`, on the cluster that all files of this folder share; call `current` within hooks and cases. */
export const attackCluster = (label: string, title: string, attacks: (current: () => Victim) => void): void =>
  declare(label, title, () => {
    let victim: Victim | undefined
    before(async function () {
      this.timeout(900_000) // The first run builds the Kubernetes programs.
      victim = await theVictim()
    })
    attacks(() => {
      if (victim === undefined) throw new Error('the cluster was not started')
      return victim
    })
  })
