"""Known holes in what we depend on, asked of PyPI's advisories; `make audit`.

Exit 0: every package was looked up and none has a known hole. 1: some have. 2: not everything could
be looked up, so nobody knows. What was not asked is never taken for sound.
"""

import json
import subprocess
import sys
from typing import Any

NAMED_MAX = 5


def verdict(found: dict[str, Any]) -> tuple[int, str]:
    """The exit code, and what a person reads, of pip-audit's answer."""
    packages = found["dependencies"]
    holes = [
        f"{each['name']} {each['version']}: {hole['id']}, mended in"
        f" {', '.join(hole['fix_versions']) or 'no version yet'}"
        for each in packages
        for hole in each.get("vulns", [])
    ]
    unknown = [each["name"] for each in packages if "skip_reason" in each]
    if holes:
        return 1, "\n".join(holes)
    if unknown or not packages:
        named = ", ".join(unknown[:NAMED_MAX]) + (" and others" * (len(unknown) > NAMED_MAX))
        return 2, (
            f"Nothing is known of {len(unknown)} of {len(packages)} packages ({named}): the index"
            " has no advisories for them; ask an index that has them."
        )
    return 0, f"None of {len(packages)} packages has a known hole."


def main(requirements: str) -> int:
    command = [sys.executable, "-m", "pip_audit", "--format", "json", "--progress-spinner", "off"]
    command += ["--requirement", requirements, "--require-hashes", "--disable-pip"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        code, said = verdict(json.loads(done.stdout))
    except (ValueError, KeyError):
        last = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        code, said = 2, f"The audit could not be made: {last}"
    print(said, file=sys.stderr if code else sys.stdout)
    return code


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
