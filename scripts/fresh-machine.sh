#!/bin/bash
# Runs a command in a clone of HEAD on a machine that has nothing but Debian and this machine's Node.
#
#   sudo scripts/fresh-machine.sh bookworm root npm test
#   sudo scripts/fresh-machine.sh trixie sudo npm run demo     (as a user who may use sudo)
#
# Wants debootstrap. The tree is a temporary folder, removed at the end unless KEEP=1.
set -euo pipefail

suite=$1
as=$2
shift 2
source=$(cd "$(dirname "$0")/.." && pwd)
tree=$(mktemp -d -t "uno-$suite-XXXX")
node=$(realpath "$(command -v node)")
npm=$(dirname "$(dirname "$(realpath "$(command -v npm)")")")

mounts=(proc sys dev dev/shm)
cleanup() {
  for ((i = ${#mounts[@]} - 1; i >= 0; i--)); do
    if mountpoint -q "$tree/${mounts[i]}"; then umount "$tree/${mounts[i]}"; fi
  done
  if [ "${KEEP:-}" ]; then echo "kept: $tree"; else rm -rf --one-file-system "$tree"; fi
}
trap cleanup EXIT

debootstrap --variant=minbase --include=ca-certificates,git,sudo "$suite" "$tree" > "$tree.log"
chmod 755 "$tree"
install -D "$node" "$tree/usr/local/bin/node"
mkdir -p "$tree/usr/local/lib/node_modules"
cp -r "$npm" "$tree/usr/local/lib/node_modules/npm"
ln -s ../lib/node_modules/npm/bin/npm-cli.js "$tree/usr/local/bin/npm"
ln -s ../lib/node_modules/npm/bin/npx-cli.js "$tree/usr/local/bin/npx"
# How this machine reaches the network.
cp /etc/resolv.conf /etc/hosts "$tree/etc/"
cp /etc/ssl/certs/ca-certificates.crt "$tree/etc/ssl/certs/"
for ((i = 0; i < ${#mounts[@]}; i++)); do
  mkdir -p "$tree/${mounts[i]}"
  mount --bind "/${mounts[i]}" "$tree/${mounts[i]}"
done

if [ "$as" = root ]; then home=root; else home=home/dev; fi
[ "$as" = root ] || {
  chroot "$tree" useradd --create-home --shell /bin/bash dev
  echo 'dev ALL=(ALL) NOPASSWD: ALL' > "$tree/etc/sudoers.d/dev"
}
git clone --quiet "$source" "$tree/$home/uno"
[ "$as" = root ] || chroot "$tree" chown -R dev:dev /home/dev/uno
echo "a fresh $suite, as ${as/sudo/a user with sudo}: $*"
if [ "$as" = root ]; then
  chroot "$tree" env HOME=/root bash -c 'cd ~/uno && "$@"' - "$@"
else
  chroot "$tree" su dev -c 'cd ~/uno && "$0" "$@"' -- "$@"
fi
