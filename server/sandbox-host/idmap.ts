/**
 * Shows a folder elsewhere as if it were another account's: an idmapped mount, see mount_setattr(2). util-linux can do it since
 * 2.39 only; Perl is part of every Debian, and takes system calls by their number, which is the same on x64 and arm64.
 *
 * Arguments: the folder, where to show it, then uid and gid of its owner and of whose it is to be there. Runs as root in a mount
 * namespace of its own; dies with words where the kernel or the file system can't do it.
 */
export const IDMAP_PROGRAM = `use strict;
my ($from, $to, $uid, $gid, $as_uid, $as_gid) = @ARGV;
# a user namespace tells the kernel who stands for whom; cat keeps it until its input ends
my $pid = open(my $kept, "|-", "unshare", "--user", "cat") or die "unshare: $!";
my $own = readlink "/proc/self/ns/user";
for (my $tries = 0; (readlink("/proc/$pid/ns/user") // $own) eq $own; $tries++) {
  die "no user namespace" if $tries > 2_000;
  select(undef, undef, undef, 0.001);
}
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
