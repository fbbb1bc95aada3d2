"""Runs a command, and writes the time and memory that it used to a file as JSON.

Arguments: the file, then the command.
"""
import json
import os
import sys
import time

file, *command = sys.argv[1:]
started = time.monotonic()
child = os.spawnvp(os.P_NOWAIT, command[0], command)
_, status, usage = os.wait4(child, 0)
wall = time.monotonic() - started
# macOS counts bytes, Linux kilobytes.
unit = 1 if sys.platform == "darwin" else 1024
cpu = usage.ru_utime + usage.ru_stime
with open(file, "w", encoding="utf-8") as output:
    json.dump({"cpuMs": cpu * 1000, "wallMs": wall * 1000, "peakRss": usage.ru_maxrss * unit}, output)
sys.exit(os.waitstatus_to_exitcode(status))
