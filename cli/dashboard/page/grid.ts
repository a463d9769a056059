import type { NodePicture } from '../picture'
import { element, setText } from './element'
import { keyed } from './keyed'
import { signOf } from './phases'

/** Up to here every node has its name; up to there a sign; more are dots, distinguished by colour and the legend. */
const MOST_TILES = 60
const MOST_SQUARES = 700

type Size = 'tiles' | 'squares' | 'dots'

const sizeFor = (nodes: number): Size => (nodes <= MOST_TILES ? 'tiles' : nodes <= MOST_SQUARES ? 'squares' : 'dots')

const describe = ({ name, phase, cordoned, notReady }: NodePicture): string =>
  [name, phase, ...(cordoned ? ['cordoned'] : []), ...(notReady ? ['NotReady'] : [])].join(', ')

const createCell = (size: Size): HTMLButtonElement => {
  const cell = element('button', 'cell')
  cell.type = 'button'
  cell.tabIndex = -1
  if (size !== 'tiles') return cell
  const bar = element('span', 'bar')
  bar.append(element('span', 'fill'))
  cell.append(element('span', 'name'), element('span', 'phase'), bar)
  return cell
}

const updateTile = (cell: HTMLElement, { name, phase, done, cordoned }: NodePicture): void => {
  const [title, state, bar] = cell.children
  if (title !== undefined) setText(title, name)
  if (state !== undefined) setText(state, `${signOf(phase)} ${phase}${cordoned ? ', cordoned' : ''}`)
  const fill = bar?.firstElementChild
  if (fill instanceof HTMLElement) fill.style.width = `${done * 100}%`
}

const updateCell = (cell: HTMLButtonElement, node: NodePicture, size: Size): void => {
  const text = describe(node)
  if (size === 'tiles') updateTile(cell, node)
  if (cell.title === text) return
  cell.title = text
  cell.setAttribute('aria-label', text)
  cell.dataset['node'] = node.name
  cell.dataset['phase'] = node.phase
  if (size === 'squares') setText(cell, signOf(node.phase))
}

/** One stop of the tab key for the whole grid; the arrows lead on from there. */
const moveByArrows = (grid: HTMLElement): void => {
  const steps: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1, Home: -1e9, End: 1e9 }
  const rowLength = (): number => {
    const cells = [...grid.querySelectorAll<HTMLElement>('.cell')]
    const top = cells[0]?.offsetTop
    const second = cells.findIndex(cell => cell.offsetTop !== top)
    return second < 0 ? cells.length : second
  }
  grid.addEventListener('keydown', event => {
    const rows: Readonly<Record<string, number>> = { ArrowUp: -1, ArrowDown: 1 }
    const step = steps[event.key] ?? (rows[event.key] ?? 0) * rowLength()
    const from = [...grid.children].indexOf(event.target as Element)
    if (step === 0 || from < 0) return
    event.preventDefault()
    const to = grid.children[Math.min(grid.childElementCount - 1, Math.max(0, from + step))]
    if (to instanceof HTMLElement) to.focus()
  })
  grid.addEventListener('focusin', ({ target }) => {
    for (const cell of grid.querySelectorAll<HTMLElement>('[tabindex="0"]')) cell.tabIndex = -1
    if (target instanceof HTMLElement) target.tabIndex = 0
  })
}

/** A cell for every node; `chosen` is called with the name of the one that is clicked. */
export const createGrid = (chosen: (node: string) => void) => {
  const grid = element('div', 'grid')
  grid.setAttribute('role', 'group')
  grid.setAttribute('aria-label', 'Nodes')
  grid.addEventListener('click', ({ target }) => {
    const name = (target as Element).closest<HTMLElement>('.cell')?.dataset['node']
    if (name !== undefined) chosen(name)
  })
  moveByArrows(grid)
  let size: Size | undefined
  let draw: ((nodes: ReadonlyArray<NodePicture>) => void) | undefined
  const sized = (next: Size): ((nodes: ReadonlyArray<NodePicture>) => void) => {
    grid.replaceChildren()
    grid.dataset['size'] = next
    return keyed(grid, {
      key: ({ name }) => name,
      create: () => createCell(next),
      update: (cell, node) => updateCell(cell, node, next),
    })
  }
  return {
    root: grid,
    show: (nodes: ReadonlyArray<NodePicture>): void => {
      const next = sizeFor(nodes.length)
      if (draw === undefined || next !== size) draw = sized(next)
      size = next
      draw(nodes)
      const first = grid.firstElementChild
      if (first instanceof HTMLElement && grid.querySelector('[tabindex="0"]') === null) first.tabIndex = 0
    },
  }
}
