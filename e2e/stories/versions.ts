import { healthCheck } from '../../testbed/images/health-check'
import { osImage } from '../../testbed/images/os-image'

/** The versions of the operating system, in the order in which the stories use them. */
export const INSTALLED = osImage('1')
export const SECOND = osImage('2')
export const THIRD = osImage('3')
/** Falls back: the boot loader passes over it. */
export const BROKEN = osImage('4', { boots: false })
export const FIFTH = osImage('5')
export const SIXTH = osImage('6')
/** Given to nodes for staging alone. */
export const SEVENTH = osImage('7')
export const EIGHTH = osImage('8')
/** An ordinary container image, which bootc refuses. */
export const NO_SYSTEM = osImage('9', { bootable: false })
export const TENTH = osImage('10')
export const ELEVENTH = osImage('11')
export const TWELFTH = osImage('12')
export const THIRTEENTH = osImage('13')
export const FOURTEENTH = osImage('14')
/** Boots and becomes Ready, and its own check fails, so that `boot-complete.target` is not reached. */
export const UNHEALTHY = osImage('15', { files: healthCheck(false) })
export const HEALTHY = osImage('16', { files: healthCheck(true) })
