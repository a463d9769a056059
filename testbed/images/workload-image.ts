import { readFileSync } from 'node:fs'
import { assembleImage, type Image } from '../image-builder/oci/assemble-image'
import { file, symlink } from '../image-builder/oci/entry'

const COMMANDS = ['sh', 'sleep', 'httpd', 'wget', 'cat', 'echo', 'hostname', 'mkdir']

/** A pod that serves its own name over HTTP: busybox and nothing else. */
export const workloadImage = (busybox: string): Image =>
  assembleImage({
    layers: [
      [file('bin/busybox', readFileSync(busybox), 0o755), ...COMMANDS.map(name => symlink(`bin/${name}`, 'busybox'))],
    ],
    config: {
      Entrypoint: ['/bin/sh', '-c', 'mkdir -p /www && hostname > /www/index.html && exec httpd -f -p 8080 -h /www'],
      Env: ['PATH=/bin'],
    },
    architecture: 'amd64',
    created: new Date('2026-01-01T00:00:00Z'),
  })
