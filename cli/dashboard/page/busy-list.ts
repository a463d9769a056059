import type { BusyNode, PoolPicture } from '../picture'
import { element, setText } from './element'
import { keyed } from './keyed'
import { shortAgo } from './times'

const reasonText = ({ message, since, blockers, phase }: BusyNode, now: number): string => {
  if (message === undefined) return phase
  const long = since === undefined ? '' : `, for ${shortAgo(since, now)}`
  const blocked = blockers.length === 0 ? '' : `; blocked by ${blockers.join('; ')}`
  return `${phase}: it ${message}${long}${blocked}`
}

const headText = (busy: number): string => (busy === 0 ? 'No node is under way' : `Under way (${busy})`)

/** Nodes that move or that need a look, with what they wait for. */
export const createBusyList = (chosen: (node: string) => void) => {
  const root = element('section', 'busy')
  const [head, list, more] = [element('h3'), element('ul'), element('p', 'quiet')]
  root.append(head, list, more)
  let now = 0
  const draw = keyed<BusyNode, HTMLLIElement>(list, {
    key: ({ name }) => name,
    create: ({ name }) => {
      const item = element('li')
      const button = element('button', 'link', name)
      button.type = 'button'
      button.addEventListener('click', () => chosen(name))
      item.append(button, element('span'))
      return item
    },
    update: (item, node) => {
      item.dataset['phase'] = node.phase
      if (item.lastElementChild !== null) setText(item.lastElementChild, reasonText(node, now))
    },
  })
  return {
    root,
    show: ({ busy, moreBusy }: PoolPicture, at: number): void => {
      now = at
      setText(head, headText(busy.length + moreBusy))
      draw(busy)
      setText(more, moreBusy === 0 ? '' : `and ${moreBusy} more`)
    },
  }
}
