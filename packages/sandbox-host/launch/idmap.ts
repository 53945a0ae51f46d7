/**
 * An idmapped mount (mount_setattr(2)) shows a folder elsewhere as another account's. In Perl, part
 * of every Debian, because util-linux can do it only since 2.39. Runs as root in its own mount
 * namespace; dies if the kernel or file system can't do it.
 */
export const idmapProgram = `use strict;
my ($unshare, $from, $to, $uid, $gid, $as_uid, $as_gid) = @ARGV;
my $new_user = 0x10000000;
# a child in a user namespace of its own tells the kernel who stands for whom; it ends when this does
pipe(my $told, my $tell) or die "pipe: $!";
pipe(my $held, my $hold) or die "pipe: $!";
my $pid = fork // die "fork: $!";
if (!$pid) {
  close $hold;
  syswrite $tell, "x" if syscall($unshare, $new_user) == 0;
  close $tell;
  sysread $held, my $end, 1;
  exit;
}
close $tell;
close $held;
sysread($told, my $is_there, 1) == 1 or die "no user namespace";
for (["uid_map", $uid, $as_uid], ["gid_map", $gid, $as_gid]) {
  my ($name, $inside, $outside) = @$_;
  open(my $map, ">", "/proc/$pid/$name") or die "$name: $!";
  print $map "$inside $outside 1";
  close $map or die "$name: $!";
}
open(my $namespace, "<", "/proc/$pid/ns/user") or die "namespace: $!";
my ($open_tree, $move_mount, $mount_setattr) = (428, 429, 442);
my ($here, $clone, $cloexec, $empty_path, $from_empty_path) = (-100, 1, 02000000, 0x1000, 4);
my $idmap = 0x100000;
my $tree = syscall($open_tree, $here, $from, $clone | $cloexec);
die "open_tree: $!" if $tree < 0;
my $nothing = "";
my $attributes = pack("QQQQ", $idmap, 0, 0, fileno $namespace);
syscall($mount_setattr, $tree, $nothing, $empty_path, $attributes, length $attributes) == 0
  or die "mount_setattr: $!";
syscall($move_mount, $tree, $nothing, $here, $to, $from_empty_path) == 0 or die "move_mount: $!";
`

/** unshare(2)'s number; the other calls have the same number everywhere. */
export const unshareCall: number | null = { x64: 272, arm64: 97 }[String(process.arch)] ?? null
