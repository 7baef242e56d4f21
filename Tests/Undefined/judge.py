# SPDX-License-Identifier: Apache-2.0
"""Reads what valgrind found, subject by subject, and says whether it may be so.

judge.py VALGRIND.xml ALLOWED.txt: exit code 0 only if every control was found, and nothing of ours
was that ALLOWED.txt does not name. A line there is: file | the line of source | how many jumps it
may be | the reason. A decision that the compiler made in several steps is an early exit.
"""
import os
import re
import sys
import xml.etree.ElementTree as tree

KINDS = {
    "UninitCondition": "branches on a secret",
    "UninitValue": "looks up a place by a secret",
    "SyscallParam": "hands a secret to the kernel",
}


def place(error):
    """The innermost frame in the chapter's or the subject's source, as (file, line of source)."""
    for frame in error.iter("frame"):
        file, number = frame.findtext("file") or "", int(frame.findtext("line") or 0)
        folder = frame.findtext("dir") or ""
        for root in ("Chapters/03-Primitives", "Tests/LeakSubjects", "Chapters/02-Wire"):
            path = os.path.join(root, os.path.basename(file))
            if os.path.exists(path) and (root in folder or root in file) and number > 0:
                lines = open(path, encoding="utf-8").read().splitlines()
                text = lines[number - 1].strip() if number <= len(lines) else ""
                return path, number, text
    inner = error.find(".//frame")
    return (inner.findtext("fn") if inner is not None else "?") or "?", 0, ""


def main():
    report, allowed_path = sys.argv[1:]
    allowed = {}
    for line in open(allowed_path, encoding="utf-8"):
        if line.strip() and not line.startswith("#"):
            # The source may have bars of its own.
            file, rest = line.strip().split(" | ", 1)
            text, jumps, _ = rest.rsplit(" | ", 2)
            allowed[(file, text)] = int(jumps)
    subjects, found, used = [], {}, set()
    for element in tree.parse(report).getroot():
        if element.tag == "clientmsg":
            words = re.match(r"subject: (ours|control): (.*)", (element.findtext("text") or "").strip())
            if words:
                subjects.append((words[2], words[1] == "ours"))
        elif element.tag == "error" and subjects and element.findtext("kind") in KINDS:
            what = KINDS[element.findtext("kind")]
            where = (what,) + place(element)
            jumps = found.setdefault(subjects[-1][0], {}).setdefault(where, set())
            jumps.add(element.findtext(".//frame/ip"))
    failed = not subjects
    for name, ours in subjects:
        refused = []
        for (what, file, number, text), jumps in sorted(found.get(name, {}).items()):
            key = (os.path.basename(file), text)
            if key in allowed:
                used.add(key)
            if not ours or what != KINDS["UninitCondition"] or len(jumps) > allowed.get(key, 0):
                times = f", in {len(jumps)} places" if len(jumps) > 1 else ""
                refused.append(f"    {file}:{number}: {what}{times}: {text}")
        if ours:
            print(f"{name:28}{'DEPENDS ON ITS SECRET' if refused else 'nothing found'}")
            print("".join(line + "\n" for line in refused), end="")
            failed = failed or bool(refused)
        else:
            print(f"{name:28}{'found, as a control must be' if refused else 'NOT FOUND: this run proves nothing'}")
            failed = failed or not refused
    for file, text in sorted(set(allowed) - used):
        print(f"{allowed_path}: nothing was found at '{text}' in {file}; take the line away")
        failed = True
    if not any(not ours for _, ours in subjects):
        print("no control was run")
        failed = True
    return 1 if failed else 0


sys.exit(main())
