import { stat, statfs } from 'node:fs/promises'

/** Types of file systems, from statfs(2) and the kernel's magic.h. */
const networkTypes: ReadonlyMap<number, string> = new Map([
  [0x6969, 'NFS'],
  [0x517b, 'SMB'],
  [0xff534d42, 'CIFS'],
  [0xfe534d42, 'SMB2'],
  [0x65735546, 'FUSE'],
  [0x01021997, '9p'],
  [0x00c36400, 'Ceph'],
  [0x5346414f, 'AFS'],
])

export function isNetworkType(type: number): boolean {
  return networkTypes.has(type)
}

/** True for a mount below the home; the home itself is the machine's, wherever it lies. */
export async function isNetworkMount(folder: string, home: string): Promise<boolean> {
  if (process.platform !== 'linux' || !isNetworkType((await statfs(folder)).type)) return false
  return (await stat(folder)).dev !== (await stat(home)).dev
}
