import { element, setText } from './element'
import { keyed } from './keyed'
import { type PhaseCount, signOf } from './phases'

/** The phases that occur and how many nodes are in each. Pressing one dims all others in the grid. */
export const createLegend = (grid: HTMLElement) => {
  const root = element('div', 'legend')
  root.setAttribute('role', 'group')
  root.setAttribute('aria-label', 'Phases; press one to dim the others')
  const draw = keyed<PhaseCount, HTMLButtonElement>(root, {
    key: ({ phase }) => phase,
    create: ({ phase }) => {
      const button = element('button')
      button.type = 'button'
      button.dataset['phase'] = phase
      button.setAttribute('aria-pressed', 'false')
      const swatch = element('span', 'swatch', signOf(phase))
      swatch.setAttribute('aria-hidden', 'true')
      button.append(swatch, element('span', '', phase), element('span', 'count'))
      return button
    },
    update: (button, { count }) => {
      if (button.lastElementChild !== null) setText(button.lastElementChild, String(count))
    },
  })
  root.addEventListener('click', ({ target }) => {
    const pressed = (target as Element).closest<HTMLElement>('button')
    if (pressed === null) return
    const only = pressed.getAttribute('aria-pressed') === 'true' ? undefined : pressed.dataset['phase']
    for (const button of root.children) {
      button.setAttribute('aria-pressed', String(only !== undefined && button === pressed))
    }
    if (only === undefined) delete grid.dataset['only']
    else grid.dataset['only'] = only
  })
  return { root, show: draw }
}
