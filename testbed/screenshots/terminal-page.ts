/** The colours that the command line uses, by their number in an escape sequence. */
const COLOURS: Readonly<Record<string, string>> = { '31': '#ff7b72', '32': '#56d364', '33': '#e3b341' }

const STYLE = `
  body { margin: 0; padding: 16px 20px; background: #0d1117; color: #d6dde6; width: max-content }
  pre { margin: 0; font: 14px/1.3 "DejaVu Sans Mono", monospace }
  i { color: #7d8590; font-style: normal }`

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }
const escaped = (text: string): string => text.replace(/[&<>]/g, character => ENTITIES[character] ?? '')

const styleOf = (code: string): string =>
  code === '1' ? 'font-weight:bold' : `color:${COLOURS[code] ?? (code === '2' ? '#7d8590' : 'inherit')}`

/** Every colour of ours is ended before the next begins. */
const coloured = (text: string): string =>
  escaped(text)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is how colours begin.
    .replace(/\u001b\[([1-9]\d*)m/g, (_, code: string) => `<span style="${styleOf(code)}">`)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is how colours end.
    .replace(/\u001b\[0m/g, '</span>')

/** The address of a page that shows a terminal after a command has been typed into it. */
export const terminalPage = (command: string, output: string): string => {
  const html = `<!doctype html><meta charset="utf-8"><style>${STYLE}</style><pre><i>$</i> ${escaped(command)}\n${coloured(output)}</pre>`
  return `data:text/html;base64,${Buffer.from(html).toString('base64')}`
}
