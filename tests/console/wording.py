"""Which words the console asks for: read from its templates and its code, not from running it."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, nodes

from gateway.console import speech

CONSOLE = Path(speech.__file__).parent
TEMPLATES = sorted((CONSOLE / "templates").rglob("*.html"))
ANY = ".+"  # stands for what is only known when a page is drawn


@dataclass(frozen=True)
class Asked:
    """Words that are asked for: a pattern of keys, where, and which blanks are filled."""

    pattern: str
    where: str
    blanks: frozenset[str] | None  # None where they cannot be read off
    is_certain: bool = True  # False for `say.has(…)`, which only asks whether there are any


def asked() -> list[Asked]:
    """Everything that templates and code ask for by name."""
    found: list[Asked] = []
    for path in TEMPLATES:
        found += _in_template(path)
    for path in sorted(CONSOLE.glob("*.py")):
        found += _in_code(path)
    return found


def mentioned() -> Iterator[str]:
    """A pattern for each text in the code that may be a key, whoever says it in the end."""
    others = (CONSOLE.parent / "actions.py", CONSOLE.parent / "actions_page.py")
    for path in (*sorted(CONSOLE.glob("*.py")), *others):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant | ast.JoinedStr):
                yield from (p for p in _of_code(node) if "." in p)
    for path in TEMPLATES:
        tree = Environment(autoescape=True).parse(path.read_text(encoding="utf-8"))
        for part in tree.find_all((nodes.Const, nodes.Concat)):
            yield from (p for p in _of_template(part) if "." in p)


def inline(path: Path) -> list[str]:
    """What a strict policy would refuse in a template: styles, scripts and handlers in the page."""
    source = path.read_text(encoding="utf-8")
    bare = re.sub(r"\{[{%#].*?[#%}]\}", "", source, flags=re.S)
    found = re.findall(r"<style\b[^>]*>", bare)
    found += re.findall(r"<[^>]+\s(?:style|on\w+|hx-on\S*|hx-vals|hx-vars)\s*=[^>]*>", bare)
    found += re.findall(r"""<[^>]+(?:href|src|action)=["']\s*(?:javascript|data):[^>]*>""", bare)
    scripts = re.findall(r"<script\b([^>]*)>(.*?)</script>", source, flags=re.S)
    found += [body for head, body in scripts if body.strip() or "nonce=" not in head]
    return found


def _in_template(path: Path) -> Iterator[Asked]:
    tree = Environment(autoescape=True).parse(path.read_text(encoding="utf-8"))
    for call in tree.find_all(nodes.Call):
        is_say = isinstance(call.node, nodes.Name) and call.node.name == "say"
        is_has = isinstance(call.node, nodes.Getattr) and call.node.attr == "has"
        if not (is_say or is_has) or not call.args:
            continue
        blanks = None if call.dyn_kwargs else frozenset(k.key for k in call.kwargs)
        for pattern in _of_template(call.args[0]):
            yield Asked(pattern, f"{path.name}:{call.lineno}", blanks, is_say)


def _of_template(node: nodes.Node) -> list[str]:
    if isinstance(node, nodes.Const):
        return [re.escape(node.value)] if isinstance(node.value, str) else []
    if isinstance(node, nodes.CondExpr):
        return [*_of_template(node.expr1), *(_of_template(node.expr2) if node.expr2 else [])]
    if isinstance(node, nodes.Concat):
        return ["".join(_one(_of_template(part)) for part in node.nodes)]
    return [ANY]


def _in_code(path: Path) -> Iterator[Asked]:
    for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(call, ast.Call) or not call.args:
            continue
        name = call.func.attr if isinstance(call.func, ast.Attribute) else None
        name = call.func.id if isinstance(call.func, ast.Name) else name
        if name not in ("say", "speech", "has"):
            continue
        dynamic = any(keyword.arg is None for keyword in call.keywords)
        blanks = None if dynamic else frozenset(k.arg for k in call.keywords if k.arg)
        for pattern in _of_code(call.args[0]):
            yield Asked(pattern, f"{path.name}:{call.lineno}", blanks, name != "has")


def _of_code(node: ast.expr) -> list[str]:
    if isinstance(node, ast.Constant):
        return [_open(node.value)] if isinstance(node.value, str) else []
    if isinstance(node, ast.FormattedValue):
        return [ANY]
    if isinstance(node, ast.IfExp):
        return [*_of_code(node.body), *_of_code(node.orelse)]
    if isinstance(node, ast.JoinedStr):
        return ["".join(_one(_of_code(part)) for part in node.values).replace(ANY + ANY, ANY)]
    return [ANY]


def _open(text: str) -> str:
    """A text that ends in a dot begins a key."""
    return re.escape(text) + (ANY if text.endswith(".") and " " not in text else "")


def _one(patterns: list[str]) -> str:
    return patterns[0] if len(patterns) == 1 else f"(?:{'|'.join(patterns)})" if patterns else ANY
