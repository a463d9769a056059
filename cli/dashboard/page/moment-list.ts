import type { Moment } from '../picture'
import { element, setText } from './element'
import { keyed } from './keyed'
import { clock } from './times'

/** What happened, the newest first. */
export const createMomentList = () => {
  const root = element('ol', 'moments')
  root.tabIndex = 0
  root.setAttribute('aria-label', 'What happened, the newest first')
  let now = 0
  const draw = keyed<Moment, HTMLLIElement>(root, {
    key: ({ at, what }) => `${at} ${what}`,
    create: ({ at, what, tone }) => {
      const item = element('li', tone)
      const time = element('time')
      time.dateTime = at
      item.append(time, element('span', '', what))
      return item
    },
    update: (item, { at }) => {
      if (item.firstElementChild !== null) setText(item.firstElementChild, clock(at, now))
    },
  })
  return {
    root,
    show: (moments: ReadonlyArray<Moment>, at: number): void => {
      now = at
      draw(moments)
    },
  }
}
