"""The import rules of the design hold: layers, owners of libraries, engines and languages that know no sibling."""

import subprocess
import sys

from kb.config import root

# In a process of its own: the linter configures logging, and would silence the loggers of all tests after it.
_LINT = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"


def test_the_import_rules_are_kept() -> None:
    done = subprocess.run([sys.executable, "-c", _LINT], cwd=root(), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
