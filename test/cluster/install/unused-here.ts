/** Of these a test cannot see the use: some clusters ask for them in admission, which no audit log tells. */
const ASKED_IN_ADMISSION = ['update bootcnodepools.node.bootc.dev/finalizers']

/** The real Metacontroller's informers begin with a watch that lists, which API servers before 1.32 do not know. */
const LISTED_BY_WATCH = [
  'list bootcnodepools.node.bootc.dev',
  'list bootcnodeupdates.node.bootc.dev',
  'list bootcpoolscopes.node.bootc.dev',
  'list bootcrollouts.node.bootc.dev',
  'list compositecontrollers.metacontroller.k8s.io',
  'list controllerrevisions.metacontroller.k8s.io',
  'list customresourcedefinitions.apiextensions.k8s.io',
  'list daemonsets.apps',
  'list decoratorcontrollers.metacontroller.k8s.io',
  'list namespaces',
  'list nodes',
]

/** What the real Metacontroller asks for (with it this file's test is stricter), and the test driver does not. */
const NOT_BY_THE_DRIVER = [
  'list controllerrevisions.metacontroller.k8s.io',
  'watch controllerrevisions.metacontroller.k8s.io',
  'watch customresourcedefinitions.apiextensions.k8s.io',
  'list namespaces',
  'watch namespaces',
  'update bootcnodepools.node.bootc.dev',
  'get nodes',
  'get leases.coordination.k8s.io in bootc-operator',
  'create leases.coordination.k8s.io in bootc-operator',
  'update leases.coordination.k8s.io in bootc-operator',
  'create events in bootc-operator',
]

/** The rights that no request shows, although they are needed. */
export const unusedHere = (metacontroller: 'driver' | 'binary'): ReadonlyArray<string> => [
  ...ASKED_IN_ADMISSION,
  ...(metacontroller === 'binary' ? LISTED_BY_WATCH : NOT_BY_THE_DRIVER),
]
