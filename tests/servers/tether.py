"""Becomes another program that cannot outlive its parent: `tether.py <signal> <parent> <user> <command> ...`.

A program of its own, since what it does must be done in the child between fork and exec, where a
multi-threaded parent may not run Python (subprocess's `preexec_fn`). Linux only; elsewhere nothing is tied.
"""

import ctypes
import os
import pwd
import sys

PR_SET_PDEATHSIG = 1


def become(user: str) -> None:
    """Give up root for the user; nothing to do where the name is empty."""
    if user:
        entry = pwd.getpwnam(user)
        os.setgroups([])
        os.setgid(entry.pw_gid)
        os.setuid(entry.pw_uid)


def tie(signum: int, parent: int) -> None:
    """Have the kernel send the signal when the parent dies, however it dies."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signum)
        if os.getppid() != parent:  # it died before the line above
            os._exit(1)


if __name__ == "__main__":
    signum, parent, user, *command = sys.argv[1:]
    become(user)  # first: a change of user unties
    tie(int(signum), int(parent))
    os.execvp(command[0], command)
