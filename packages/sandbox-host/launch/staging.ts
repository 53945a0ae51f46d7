/**
 * As root, the server runs bubblewrap under an ordinary account, which can't pass through folders
 * such as /root. So root first mounts what is needed on a stage, in a mount namespace that ends
 * with the sandbox.
 */
import type { Mounts } from './bubblewrap-args.ts'
import type { Layers } from '../homes/homes.ts'
import type { HostUser } from '../lib/host-user.ts'
import { idmapProgram, unshareCall } from './idmap.ts'
import { shmBytes, shmFiles, tmpBytes, maxTmpFiles } from '../usage/limits.ts'

// After the named arguments: name-path pairs up to --, then the command. redirect_dir lets a folder
// be renamed without a copy.
const script = `set -e
stage=$1 uid=$2 gid=$3 upper=$4 work=$5 owner=$6 group=$7 idmap=$8 call=$9; shift 9
mount -t tmpfs -o mode=0755,size=1m stage "$stage"
while [ "$1" != -- ]; do
  if [ -d "$2" ]; then mkdir "$stage/$1"; else : > "$stage/$1"; fi
  if [ "$1" = home ] && [ -n "$upper" ]; then
    below=$2
    if [ "$owner" != "$uid" ]; then
      below=$stage/below
      mkdir "$below"
      perl -e "$idmap" "$call" "$2" "$below" "$owner" "$group" "$uid" "$gid"
    fi
    mount -t overlay -o "redirect_dir=on,lowerdir=$below,upperdir=$upper,workdir=$work" home "$stage/home"
  else
    mount --bind "$2" "$stage/$1"
  fi
  shift 2
done
shift
memory() {
  mkdir "$stage/$1"
  mount -t tmpfs -o "nosuid,nodev,mode=1777,uid=$uid,gid=$gid,size=$2,nr_inodes=$3" "$1" "$stage/$1"
}
memory tmp ${tmpBytes} ${maxTmpFiles}
memory shm ${shmBytes} ${shmFiles}
exec setpriv --reuid="$uid" --regid="$gid" --clear-groups -- "$@"`

/** Runs `command` as `user`. */
export function stagedCommand(
  stage: string,
  user: HostUser,
  mounts: Mounts,
  layers: Layers | null,
  command: (staged: Mounts) => string[],
): [string, ...string[]] {
  const pairs = Object.entries(mounts).filter((pair): pair is [string, string] => pair[1] !== null)
  const staged: Mounts = {
    ...mounts,
    ...Object.fromEntries(pairs.map(([name]) => [name, `${stage}/${name}`])),
    tmp: `${stage}/tmp`,
    shm: `${stage}/shm`,
  }
  return [
    'unshare',
    ...['--mount', '--propagation', 'private', '/bin/sh', '-c', script, 'stage'],
    ...[stage, String(user.uid), String(user.gid), layers?.upper ?? '', layers?.work ?? ''],
    ...[String(layers?.owner.uid ?? ''), String(layers?.owner.gid ?? ''), idmapProgram],
    String(unshareCall ?? ''),
    ...pairs.flat(),
    '--',
    ...command(staged),
  ]
}
