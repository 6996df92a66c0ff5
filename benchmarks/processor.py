"""Processor time of another process."""

import os
import sys
from pathlib import Path

CAN_BE_READ = sys.platform.startswith("linux")


def seconds_of(process_id: int) -> float:
    """Processor time, user's and system's, that a process and its threads have had so far.

    Linux keeps it to the hundredth in `/proc/PID/stat`, fields 14 and 15
    (https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html).
    """
    text = Path(f"/proc/{process_id}/stat").read_text()
    # The second field is a name in brackets, which may hold anything.
    fields = text.rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
