"""What authors of modules may lean on, read from the source: one line a name, with all that is promised about it.

Read and not run, so that it says the same whichever modules are on; compare griffe, which does so for any package.
"""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

DOORS = ("public", "events", "errors", "ports")
# The core's own doors; `*` is every public name that is made there.
CORE: Mapping[str, str] = {
    "core.accounts.errors": "*",
    "core.accounts.events": "*",
    "core.accounts.models": "Role User",
    "core.accounts.public": "*",
    "core.backoffice.bases": "*",
    "core.backoffice.buttons": "*",
    "core.backoffice.columns": "* BAD GOOD QUIET RUNNING WAITING",
    "core.backoffice.exports": "*",
    "core.backoffice.filters": "*",
    "core.backoffice.texts": "TypedText",
    "core.backoffice.typed": "*",
    "core.cache": "bump fetch read store",
    "core.checkup": "Finding check warning well wrong",
    "core.errors": "*",
    "core.events.bus": "Event on_its_way publish subscribe",
    "core.events.event": "Event",
    "core.exports.keeping": "Made expire make",
    "core.exports.models": "ExportStatus KeptExport",
    "core.feeds.appending": "Entry append",
    "core.feeds.forgetting": "erase rewrite",
    "core.feeds.reading": "after head",
    "core.files": "aside discard keep place secret_name",
    "core.http.auth": "BearerAuth Viewer agents anyone signed_in staff the_viewer viewer_of",
    "core.http.bodies": "body_of odd_parts",
    "core.http.caching": "cached",
    "core.http.contract.refusals": "refuses",
    "core.http.headers": "answers_header takes_header",
    "core.http.idempotency": "idempotent",
    "core.http.media": "CANNOT_RUN DocumentQuery PDF document pdf",
    "core.http.pagination": "Page Paging Slice paginate paginate_rows paginate_values",
    "core.http.problems": "status_of",
    "core.http.scopes": "known scope",
    "core.http.shapes": "IF_GIVEN Answer DocumentPending Patch Problem Query Request untouched",
    "core.http.throttling": "hit",
    "core.http.values": "* MAX_INT",
    "core.http.waiting": "LongPoll Place PollQuery Updates wait_for",
    "core.mailing.journal": "Sent letters_about letters_to",
    "core.mailing.letters": "Attached one_line send",
    "core.meters": "Counter Gauge Histogram",
    "core.module": "Module",
    "core.money": "*",
    "core.planned": "rows",
    "core.ports": (
        "Chart Figure Forum Line Panel Port Reading Reference Row Series Table Tone "
        "describes erases_person exports_person gauge panel provides reference"
    ),
    "core.queue": "crontab periodic_task ring task",
    "core.rows": "columns packed recordset",
    "core.sheets.admin": "*",
    "core.sheets.cells": "*",
    "core.sheets.formats.base": "SheetFormat",
    "core.sheets.formats.csv": "Csv",
    "core.sheets.formats.xlsx": "Xlsx",
    "core.sheets.formulas": "bared guarded is_formula",
    "core.sheets.plan": "*",
    "core.sheets.sheet": "*",
    "core.spelling": "Small small",
    "core.texts": "typed",
    "core.wakes": "ring",
}
# Said to people, or to the tools that read the class: it may be put better at any time.
UNPROMISED = {"message", "model_config", "Meta"}

type Found = Iterator[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Source:
    """The source under a folder, by the dotted names of its modules."""

    root: Path

    def tree(self, module: str) -> ast.Module | None:
        """Return a module's syntax tree, or None where it is not of this project."""
        path = self.root.joinpath(*module.split("."))
        for file in (path.with_suffix(".py"), path / "__init__.py"):
            if file.exists():
                return _parsed(file.read_text(encoding="utf-8"))
        return None

    def doors(self) -> Iterator[tuple[str, str]]:
        """Yield (module, names) of the core's doors and of every door of every module."""
        yield from CORE.items()
        for path in sorted(self.root.glob("modules/*/*")):
            if path.stem in DOORS:
                files = sorted(path.glob("[!_]*.py")) if path.is_dir() else [path]
                yield from ((".".join(file.relative_to(self.root).with_suffix("").parts), "*") for file in files)


@lru_cache(maxsize=256)
def _parsed(text: str) -> ast.Module:
    return ast.parse(text)


def promises(root: Path) -> dict[str, str]:
    """Return what is promised by dotted name (modules without their `modules.`): a signature, a type or a value."""
    source, found = Source(root), dict[str, str]()
    for module, names in source.doors():
        tree = source.tree(module)
        if tree is not None:
            made = _public(tree) if "*" in names else []
            for name in sorted({*made, *names.split()} - {"*"}):
                found |= _under(f"{module}.{name}".removeprefix("modules."), _of_name(source, module, name))
    return dict(sorted(found.items()))


def _under(name: str, lines: Found) -> dict[str, str]:
    return {name + member: text for member, text in lines}


def _statements(tree: ast.Module | ast.If) -> list[ast.stmt]:
    """Return what a module says, also under an `if` such as TYPE_CHECKING; what is said first counts."""
    return [line for node in tree.body for line in (_statements(node) if isinstance(node, ast.If) else [node])]


def _public(tree: ast.Module) -> list[str]:
    made = _statements(tree)
    named = [name for node in made for name in _names(node) if not isinstance(node, ast.ImportFrom)]
    exported = [ast.literal_eval(node.value) for node in made if isinstance(node, ast.Assign) and _is_all(node)]
    return sorted({name for name in named if name[0] != "_" and not name.isupper()}.union(*exported))


def _is_all(node: ast.Assign) -> bool:
    return _names(node) == ["__all__"]


def _names(node: ast.stmt) -> list[str]:
    """Return the names that a statement makes."""
    match node:
        case ast.FunctionDef(name=name) | ast.ClassDef(name=name) | ast.TypeAlias(name=ast.Name(id=name)):
            return [name]
        case ast.AnnAssign(target=ast.Name(id=name)):
            return [name]
        case ast.Assign(targets=targets):
            return [name.id for target in targets for name in ast.walk(target) if isinstance(name, ast.Name)]
        case ast.ImportFrom(names=names):
            return [one.asname or one.name for one in names]
    return []


def _of_name(source: Source, module: str, name: str) -> Found:
    """Yield the lines of a name where it is made; "" stands for the name itself, ".x" for its member x."""
    tree = source.tree(module)
    if tree is None:
        yield "", f" from {module}"  # somebody else's, who promises it
        return
    for node in reversed(_statements(tree)):
        if name not in _names(node):
            continue
        if isinstance(node, ast.ImportFrom):
            original = next(one.name for one in node.names if (one.asname or one.name) == name)
            yield from _of_name(source, node.module or "", original)
        else:
            yield from _of_node(node)
        return


def _of_node(node: ast.stmt) -> Found:
    match node:
        case ast.FunctionDef(decorator_list=[ast.Name(id="property")], returns=ast.expr() as kind):
            yield "", f": {ast.unparse(kind)}"
        case ast.FunctionDef():
            yield "", _signature(node)
        case ast.ClassDef():
            yield "", f": class({', '.join(ast.unparse(one) for one in (*node.bases, *node.keywords))})"
            for member in node.body:
                yield from ((f".{name}", text) for name, text in _of_member(member))
        case ast.AnnAssign():
            yield "", f": {ast.unparse(node.annotation)}"
        case ast.Assign(value=ast.Call(func=ast.Attribute(value=ast.Name(id="models"), attr=kind))):
            yield "", f": {kind}"
        case ast.Assign(value=ast.Tuple(elts=[value, _])) | ast.Assign(value=value) | ast.TypeAlias(value=value):
            yield "", f" = {ast.unparse(value)}"  # of a choice's value and words the first


def _of_member(member: ast.stmt) -> Found:
    for name in _names(member):
        if name in {"__init__", "__call__"} or not (name.startswith("_") or name in UNPROMISED):
            default = " = ..." if isinstance(member, ast.AnnAssign) and member.value else ""
            yield from ((name, text + default) for _, text in _of_node(member))


def _signature(node: ast.FunctionDef) -> str:
    generic = f"[{', '.join(ast.unparse(one) for one in node.type_params)}]" if node.type_params else ""
    returns = f" -> {ast.unparse(node.returns)}" if node.returns else ""
    return f"{generic}({ast.unparse(node.args)}){returns}"
