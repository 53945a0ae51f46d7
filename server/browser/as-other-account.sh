#!/bin/sh
# Starts BROWSER_PROGRAM as the account BROWSER_ACCOUNT, which owns the profile's folder. The caller is root.
set -e
for argument; do
  case $argument in
    --user-data-dir=*)
      HOME=${argument#*=}
      chown "$BROWSER_ACCOUNT:$BROWSER_ACCOUNT" "$HOME"
      ;;
  esac
done
export HOME
exec setpriv --reuid="$BROWSER_ACCOUNT" --regid="$BROWSER_ACCOUNT" --clear-groups --pdeathsig=KILL -- "$BROWSER_PROGRAM" "$@"
