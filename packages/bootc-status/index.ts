/** What the package gives; files of this repository import the file that they need. */
export { BootcBackend, backendOf } from './backend'
export {
  BootcComposefs,
  BootcDeployment,
  BootcHost,
  BootcHostSpec,
  BootcHostStatus,
  BootcImageReference,
  BootcImageStatus,
  BootcOstree,
  BootcSignature,
  BootcUsrOverlay,
} from './bootc-host'
export { type BootcInstalled, type UnsafeRelease, unsafeRelease } from './unsafe-release'
