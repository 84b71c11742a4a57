"""Shared by the scripts of this definition."""
import os
import sys

env = os.environ


def start():
    """With a directory `told` beside the scripts, they keep what they were told."""
    if os.path.isdir("told"):
        name = os.path.basename(sys.argv[0]) + env.get("EXPORT_INDEX", "") + env.get("IMPORT_INDEX", "")
        with open(os.path.join("told", name), "w") as told:
            told.writelines("%s=%s\n" % pair for pair in sorted(env.items()))
    if env["OS_API_VERSION"] != "20":
        sys.exit("cedar: made for API version 20, not %s" % env["OS_API_VERSION"])


def disks():
    return [env["DISK_%d_PATH" % n] for n in range(int(env["DISK_COUNT"]))]


def label(device, text):
    """What a guest would show as its name; 64 bytes."""
    with open(device, "r+b") as disk:
        disk.write(text.encode()[:64].ljust(64, b"\0"))
