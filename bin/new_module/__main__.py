"""Lays out a new module: a small whole one, which passes every check before its author changes a line."""

import keyword
import re
import subprocess
import sys
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parents[2]
TEMPLATE = Path(__file__).parent / "template"
GOOD = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
LONGEST = 24
MODULES = re.compile(r"(MODULES(?:\", \"|=)[a-z0-9_,]+)")


def main(name: str) -> None:
    """Write modules/<name> and tests/<name>, and its line wherever all modules are listed."""
    refuse(name)
    words = {"newmodule": name, "Newmodule": camel(name), "new-module": name.replace("_", "-")}
    words["New module"] = name.replace("_", " ").capitalize()
    for part, place in {"module": f"modules/{name}", "tests": f"tests/{name}"}.items():
        lay_out(TEMPLATE / part, ROOT / place, words)
    po = ROOT / f"modules/{name}/locale/ru/LC_MESSAGES/django.po"
    polib.pofile(str(po)).save_as_mofile(str(po.with_suffix(".mo")))
    for file in ("core/settings.py", ".env.example"):
        change(file, MODULES, rf"\1,{name}")
    change("pyproject.toml", re.compile(r'(id = "floors"\n(?:.*\n)*?layers = \["[^"]+)'), rf"\1 | {name}")
    doors = ", ".join(f"`{name}.{door}`" for door in ("public", "events", "errors"))
    change("CHANGELOG.md", re.compile(r"(^## Unreleased\n)", re.MULTILINE), rf"\1- A module, `{name}`: {doors}.\n")
    finish(name)
    sys.stdout.write(f"modules/{name} and tests/{name} stand, on the topmost floor of pyproject.toml; it is on.\n")


def refuse(name: str) -> None:
    """End with a sentence where no module can have this name."""
    if not GOOD.fullmatch(name) or keyword.iskeyword(name) or len(name) > LONGEST:
        sys.exit(
            f"{name!r} cannot be a module's name: small Latin letters, digits and single underscores between them, "
            f"at most {LONGEST}, no word of Python's.  make module name=invoices_export"
        )
    for place in (f"modules/{name}", f"tests/{name}", f"tests/{name}.py"):
        if (ROOT / place).exists():
            sys.exit(f"{name!r} is taken: there is {place}.")
    if name in labels():
        sys.exit(f"{name!r} is taken: a part of Torg or of Django is called so.")


def labels() -> set[str]:
    """Return the labels of all apps, each of which may be there once only."""
    script = "from django.apps import apps; print(*(app.label for app in apps.get_app_configs()))"
    return set(run(sys.executable, "manage.py", "shell", "--verbosity=0", "--command", script).split()) | {"core"}


def camel(name: str) -> str:
    return "".join(word.capitalize() for word in name.split("_"))


def lay_out(template: Path, place: Path, words: dict[str, str]) -> None:
    """Copy a folder of the template with its words replaced."""
    any_word = re.compile("|".join(words))
    for source in (path for path in template.rglob("*") if path.is_file() and "__pycache__" not in path.parts):
        target = place / source.relative_to(template)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(any_word.sub(lambda found: words[found[0]], source.read_text(encoding="utf-8")))


def change(file: str, pattern: re.Pattern[str], instead: str) -> None:
    """Replace the one place that the pattern finds; a file that has none was changed by hand beyond us."""
    text, count = pattern.subn(instead, (ROOT / file).read_text(encoding="utf-8"), count=1)
    if not count:
        sys.exit(f"{file} has no place for the new module ({pattern.pattern}): add it by hand.")
    (ROOT / file).write_text(text, encoding="utf-8")


def finish(name: str) -> None:
    """Let the tools write what they own: the order of imports, the migration, the contract, the promises."""
    ruff = [sys.executable, "-m", "ruff"]
    run(*ruff, "check", "--quiet", "--fix", f"modules/{name}", f"tests/{name}")
    run(sys.executable, "manage.py", "makemigrations", name, "--verbosity=0")
    run(*ruff, "format", "--quiet", f"modules/{name}", f"tests/{name}")
    run(sys.executable, "manage.py", "openapi")
    run(sys.executable, "manage.py", "promises")


def run(*command: str) -> str:
    """Run a command with the project's own settings and return what it printed."""
    ran = subprocess.run(["bin/aside", *command], cwd=ROOT, capture_output=True, text=True, check=False)
    if ran.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{ran.stdout}{ran.stderr}")
    return ran.stdout


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) == 2 else "")
