/** The page's only way to make an element: texts of the cluster are never read as markup. */
export const element = <K extends keyof HTMLElementTagNameMap>(
  tag: K,
  className = '',
  text = '',
): HTMLElementTagNameMap[K] => {
  const made = document.createElement(tag)
  if (className !== '') made.className = className
  if (text !== '') made.textContent = text
  return made
}

/** Writes only what differs: an untouched text keeps a selection that the user made in it. */
export const setText = (node: Element, text: string): void => {
  if (node.textContent !== text) node.textContent = text
}

/** An element of the document that the page is written for. */
export const known = (id: string): HTMLElement => {
  const found = document.getElementById(id)
  if (found === null) throw new Error(`the page has no #${id}`)
  return found
}
