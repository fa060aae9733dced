#!/usr/bin/env bash
# Ubuntu 24.04 gives namespaces to programs of its own list only; the planner's sandbox is not on it. Without them the
# gate refuses to count the answer of a program (docs/threat-model.md).
set -euo pipefail
if unshare --map-root-user --net true 2>/dev/null; then exit 0; fi
sudo sysctl -q -w kernel.apparmor_restrict_unprivileged_userns=0
unshare --map-root-user --net true
