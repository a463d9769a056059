import assert from 'node:assert/strict'
import { installerArguments, type MachineParts, qemuArguments } from '../../../e2e/nodes/qemu/qemu-arguments'

const parts: MachineParts = {
  name: 'node-1',
  accelerator: 'tcg',
  boot: { kernel: '/k', initrd: '/i', commandLine: 'console=ttyS0 quiet' },
  drives: [
    { file: '/m/disk.qcow2', format: 'qcow2' },
    { file: '/m/seed.tar', format: 'raw', readonly: true },
  ],
  memoryMb: 1536,
  console: '/m/console.log',
  journal: '/m/journal.log',
  agentSocket: '/m/agent.sock',
  mac: '52:54:00:77:00:01',
  cable: { from: 1001, to: 1002 },
  kubeletPort: 1003,
}
const joined = (changes: Partial<MachineParts> = {}): string => qemuArguments({ ...parts, ...changes }).join(' ')

describe('the arguments of QEMU', () => {
  const cases = [
    { name: 'an emulated machine has one processor', want: '-accel tcg,thread=multi -cpu max,-cx16 -smp 1 ' },
    { name: 'the kernel is given from outside', want: '-kernel /k -initrd /i -append console=ttyS0 quiet ' },
    { name: 'the first disk is its own', want: 'file=/m/disk.qcow2,if=virtio,format=qcow2' },
    { name: 'the seed cannot be written', want: 'file=/m/seed.tar,if=virtio,format=raw,readonly=on' },
    { name: 'the console is kept over reboots of QEMU', want: 'file,id=console,path=/m/console.log,append=on' },
    { name: 'the journal goes to a console of its own', want: 'virtconsole,chardev=journal' },
    { name: 'the kubelet is reached from this host alone', want: 'hostfwd=tcp:127.0.0.1:1003-:10250' },
    {
      name: 'the cable is two ports of this host',
      want: 'local.port=1001,remote.type=inet,remote.host=127.0.0.1,remote.port=1002',
    },
  ]
  for (const { name, want } of cases) it(name, () => assert.ok(joined().includes(want), joined()))

  it('takes the processor as it is with KVM', () =>
    assert.ok(joined({ accelerator: 'kvm' }).includes('-accel kvm -cpu host -smp 2')))

  it('leaves the kernel to a disk that has a boot loader', () =>
    assert.ok(!/-kernel|-initrd|-append/.test(joined({ boot: undefined }))))

  it('starts a firmware that cannot be written, with variables of its own', () =>
    assert.ok(
      joined({ firmware: { code: '/c.fd', vars: '/m/vars.fd' } }).includes(
        'q35 -drive if=pflash,format=raw,readonly=on,file=/c.fd -drive if=pflash,format=raw,file=/m/vars.fd',
      ),
    ))

  it('of an installer know no node', () => {
    const words = installerArguments(parts).join(' ')
    assert.ok(words.includes('-netdev user,id=world '))
    assert.ok(!/hostfwd|virtserialport|virtconsole/.test(words), words)
  })

  it('the first disk comes before the seed, as the initramfs expects', () =>
    assert.ok(joined().indexOf('disk.qcow2') < joined().indexOf('seed.tar')))

  it('ends when the machine reboots', () => assert.ok(joined().includes(' -no-reboot ')))

  it('listens on nothing but 127.0.0.1', () => {
    const addresses = joined().match(/\d+\.\d+\.\d+\.\d+/g) ?? []
    assert.deepEqual([...new Set(addresses)], ['127.0.0.1'])
  })
})
