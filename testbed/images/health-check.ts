import type { OsImage } from './os-image'

const UNITS = 'usr/lib/systemd/system'

const unit = (...lines: ReadonlyArray<string>): string => `${lines.join('\n')}\n`

/**
 * Units of an image that checks itself, as greenboot does it: `boot-complete.target` is reached once the check has passed
 * (systemd.special(7)), and something of the boot asks for the target.
 */
export const healthCheck = (passes: boolean): OsImage['files'] => ({
  [`${UNITS}/health-check.service`]: unit(
    '[Unit]',
    'Before=boot-complete.target',
    '[Service]',
    'Type=oneshot',
    'RemainAfterExit=yes',
    `ExecStart=/bin/${passes ? 'true' : 'false'}`,
  ),
  [`${UNITS}/boot-complete.target.d/health-check.conf`]: unit(
    '[Unit]',
    'Requires=health-check.service',
    'After=health-check.service',
  ),
  [`${UNITS}/multi-user.target.d/boot-complete.conf`]: unit('[Unit]', 'Wants=boot-complete.target'),
})
