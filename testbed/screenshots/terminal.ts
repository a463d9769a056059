import { spawn } from 'node:child_process'
import { resolve } from 'node:path'

export interface Terminal {
  /** What stands on the screen: the last drawing that is complete. */
  readonly screen: () => string
  readonly stop: () => void
}

/** What `status --watch` writes before it draws over itself. */
const CLEAR = '\u001b[0J'

/** Starts the command line in a terminal of its own, made by Debian's `script`, for its colours and its redrawing. */
export const startInTerminal = (kubeconfig: string, columns: number, args: string): Terminal => {
  const command = `stty cols ${columns} rows 80; exec node ${resolve('dist/kubectl-bootc.js')} ${args}`
  const env = {
    PATH: process.env['PATH'],
    HOME: '/nonexistent',
    KUBECONFIG: kubeconfig,
    TERM: 'xterm',
    LANG: 'C.UTF-8',
  }
  const child = spawn('script', ['-q', '-e', '-c', command, '/dev/null'], { env, stdio: ['pipe', 'pipe', 'ignore'] })
  let text = ''
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk.replaceAll('\r', '')
  })
  return {
    screen: () => {
      const drawings = text.split(CLEAR)
      const last = drawings.findLast(drawing => drawing.endsWith('\n')) ?? drawings.at(-2) ?? ''
      // biome-ignore lint/suspicious/noControlCharactersInRegex: it is the way back up, before the next drawing.
      return last.replace(/\u001b\[\d+A$/, '').trimEnd()
    },
    stop: () => child.kill(),
  }
}
