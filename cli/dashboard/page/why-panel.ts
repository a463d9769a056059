import type { WhyAnswer } from '../picture'
import { element, known } from './element'

const paragraphs = ({ fields }: WhyAnswer): HTMLElement => {
  const list = element('dl')
  for (const { label, texts } of fields) {
    list.append(element('dt', '', label), ...texts.map(text => element('dd', '', text)))
  }
  return list
}

/** What a node waits for, for as long as the panel is open; it is asked again whenever the picture changes. */
export const createWhyPanel = () => {
  const panel = known('why')
  const close = element('button', 'close', 'Close')
  const content = element('div')
  const told = element('p')
  close.type = 'button'
  panel.append(close, content)
  let node: string | undefined
  let shown = ''
  let before: Element | null = null

  const refresh = async (): Promise<void> => {
    const asked = node
    if (asked === undefined) return
    const response = await fetch(`why?node=${encodeURIComponent(asked)}`)
    const body = await response.text()
    // The user may have clicked another node in the meantime.
    if (asked !== node || body === shown) return
    shown = body
    if (!response.ok) {
      told.textContent = body
      content.replaceChildren(told)
      return
    }
    const answer: WhyAnswer = JSON.parse(body)
    content.replaceChildren(element('h2', '', answer.title), paragraphs(answer))
  }
  const hide = (): void => {
    node = undefined
    shown = ''
    panel.hidden = true
    if (before instanceof HTMLElement) before.focus()
  }
  close.addEventListener('click', hide)
  document.addEventListener('keydown', ({ key }) => {
    if (key === 'Escape' && node !== undefined) hide()
  })
  return {
    /** The page's own line says that a server has ended. */
    refresh: (): void => void refresh().catch(() => undefined),
    open: (name: string): void => {
      if (node === undefined) before = document.activeElement
      node = name
      shown = ''
      panel.hidden = false
      close.focus()
      void refresh().catch(() => undefined)
    },
  }
}
