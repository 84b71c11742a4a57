# Shared by the scripts of this sample definition; it installs nothing.
set -e
maybe_fail() {
  if [ "${OSP_FAIL:-}" = "$1" ]; then
    echo "noop: $1 fails because the parameter fail says so" >&2
    exit 1
  fi
}
