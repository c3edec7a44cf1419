"""The formats are plain Python: a file can be read where no shop is set up."""

import subprocess
import sys


def test_the_formats_need_no_django() -> None:
    code = "import sys, modules.partners.formats.reader; print(sorted({'django', 'ninja'} & set(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", code], env={}, capture_output=True, text=True, check=False, timeout=60)
    assert (run.stdout, run.stderr) == ("[]\n", "")
