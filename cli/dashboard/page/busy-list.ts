import type { BusyNode, NodeList } from '../picture'
import { element, setText } from './element'
import { keyed } from './keyed'
import { shortAgo } from './times'

const reasonText = ({ message, since, blockers, phase }: BusyNode, now: number): string => {
  if (message === undefined) return phase
  const long = since === undefined ? '' : `, for ${shortAgo(since, now)}`
  const blocked = blockers.length === 0 ? '' : `; blocked by ${blockers.join('; ')}`
  return `${phase}: it ${message}${long}${blocked}`
}

/** What is above a list of so many nodes; nothing is shown of an empty one without it. */
export type HeadText = (nodes: number) => string | undefined

export const underWay: HeadText = nodes => (nodes === 0 ? 'No node is under way' : `Under way (${nodes})`)
export const notMoving: HeadText = nodes => (nodes === 0 ? undefined : `Not moving (${nodes})`)

/** Nodes with what they wait for. */
export const createBusyList = (headText: HeadText, chosen: (node: string) => void) => {
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
    show: ({ nodes, more: unnamed }: NodeList, at: number): void => {
      now = at
      const text = headText(nodes.length + unnamed)
      root.hidden = text === undefined
      setText(head, text ?? '')
      draw(nodes)
      setText(more, unnamed === 0 ? '' : `and ${unnamed} more`)
    },
  }
}
