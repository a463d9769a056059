import { type ChildProcess, spawn } from 'node:child_process'

/**
 * Kills agents and units when this process ends, even by SIGKILL: its end closes the pipe. Each line adds (`+`) or takes
 * away (`-`) a process group, or names a folder of unit records (`u`).
 */
const SCRIPT = `
trap '' INT TERM HUP
groups=' '; folders=''
while read -r what value; do
  case "$what" in
    +) groups="$groups$value " ;;
    -) groups=$(printf '%s' "$groups" | sed "s/ $value / /") ;;
    u) folders="$folders $value" ;;
  esac
done
for group in $groups; do kill -s KILL -- "-$group"; done
for folder in $folders; do
  for record in "$folder"/*.json; do
    group=$(sed -n 's/.*"pid": *\\([0-9][0-9]*\\).*/\\1/p' "$record")
    [ -n "$group" ] && kill -s KILL -- "-$group"
  done
done
`

let running: ChildProcess | undefined

const tell = (line: string): void => {
  if (running === undefined) {
    running = spawn('/bin/sh', ['-c', SCRIPT], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] })
    running.unref()
    running.stdin?.on('error', () => undefined)
    // The pipe must not keep a process alive that has nothing else to do.
    const pipe = running.stdin as unknown as { unref?: () => void }
    pipe.unref?.()
  }
  running.stdin?.write(`${line}\n`)
}

export const watchGroup = (pid: number): void => tell(`+ ${pid}`)
export const forgetGroup = (pid: number): void => tell(`- ${pid}`)
/** The path must have no white space: a shell reads it. */
export const watchUnits = (folder: string): void => tell(`u ${folder}`)
