import type { Picture, PoolPicture } from '../picture'
import { element, known, setText } from './element'
import { keyed } from './keyed'
import { createPoolSection } from './pool-section'
import { clock } from './times'
import { createWhyPanel } from './why-panel'

/** Times that pass are redrawn so often, in milliseconds. */
const TICK_MS = 1000

const link = known('link')
const title = known('title')
const pools = known('pools')
const why = createWhyPanel()
const nothing = element('p', 'quiet', 'There is no BootcNodePool yet.')
const sections = new Map<string, ReturnType<typeof createPoolSection>>()

let picture: Picture | undefined
/** The picture's clock less the browser's: the two may run on different machines. */
let ahead = 0
const now = (): number => Date.now() + ahead

const drawPools = keyed<PoolPicture, HTMLElement>(pools, {
  key: ({ pool }) => pool,
  create: ({ pool }) => {
    const section = createPoolSection(why.open)
    sections.set(pool, section)
    return section.root
  },
  update: (_, pool) => sections.get(pool.pool)?.show(pool, now()),
})

const draw = (): void => {
  if (picture === undefined) return
  if (picture.pools.length === 0) pools.after(nothing)
  else nothing.remove()
  drawPools(picture.pools)
}

const nameCluster = ({ cluster }: Picture): void => {
  if (cluster === undefined) return
  document.title = `${cluster}: bootc dashboard`
  setText(title, `bootc rollouts on ${cluster}`)
}

const say = (state: 'live' | 'lost', text: string): void => {
  link.dataset['state'] = state
  setText(link, text)
}

const feed = new EventSource('feed')
feed.onmessage = ({ data }) => {
  const next: Picture = JSON.parse(data)
  picture = next
  nameCluster(next)
  ahead = Date.parse(next.at) - Date.now()
  say('live', `live, last change ${clock(next.at, now())}`)
  draw()
  why.refresh()
}
feed.onerror = () => say('lost', 'kubectl bootc dashboard has ended, or cannot be reached; this is what it showed last')
setInterval(draw, TICK_MS)
