/** Which of our programs is in an image of kubeadm's list, by the last part of the image's name. */
const PROGRAMS: Readonly<Record<string, 'kube-apiserver' | 'kube-controller-manager' | 'kube-scheduler' | 'etcd'>> = {
  'kube-apiserver': 'kube-apiserver',
  'kube-controller-manager': 'kube-controller-manager',
  'kube-scheduler': 'kube-scheduler',
  etcd: 'etcd',
}

export interface ControlPlaneImage {
  readonly image: string
  readonly program: (typeof PROGRAMS)[string]
}

const nameIn = (image: string): string => image.replace(/^.*\//, '').replace(/:.*$/, '')

/** What `kubeadm config images list` names, as far as we have it; kube-proxy and CoreDNS we do not. */
export const controlPlaneImages = (listed: string): ReadonlyArray<ControlPlaneImage> =>
  listed
    .trim()
    .split('\n')
    .flatMap(image => {
      const program = PROGRAMS[nameIn(image)]
      return program === undefined ? [] : [{ image, program }]
    })

/** The image of a pod's sandbox. */
export const sandboxImage = (listed: string): string => {
  const image = listed.split('\n').find(line => nameIn(line) === 'pause')
  if (image === undefined) throw new Error(`kubeadm names no image pause: ${listed}`)
  return image.trim()
}
