"""Reads Python sources without running them: paths on stdin, one JSON document a line on stdout.

Run by the project's own interpreter, so that what is valid Python is its decision. Each line holds the facts that
`SourceFacts` in domain/plan/source.ts describes. A file that can't be read or parsed gives a line with `error`.
"""

import ast
import io
import json
import re
import sys
import tokenize
import warnings

IDENTIFIER = re.compile(r"[A-Za-z_]\w*\Z")
# A path or a dotted name, perhaps with ":attribute".
REFERENCE = re.compile(r"[\w@~./:{}*+-]{3,200}\Z")
NOT_CHILDREN = frozenset(("ctx", "op", "ops", "id", "attr", "arg", "kind", "type_comment", "level", "module"))
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
CHILD_FIELDS = {}


class Facts:
    """What one pass over a tree collects."""

    def __init__(self):
        self.classes = 0
        self.functions = 0
        self.imports = []
        self.strings = []
        self.commands = []
        self.parsers = []
        self.comments = []
        self.texts = []
        self.names = set()


def children(node):
    cls = node.__class__
    fields = CHILD_FIELDS.get(cls)
    if fields is None:
        fields = CHILD_FIELDS[cls] = [field for field in cls._fields if field not in NOT_CHILDREN]
    return fields


def walk(statement, facts):
    """Collects from a top-level statement; returns the names that it uses."""
    names = set()
    pending = [statement]
    ast_type = ast.AST
    while pending:
        node = pending.pop()
        cls = node.__class__
        if cls is ast.Name:
            names.add(node.id)
            continue
        if cls is ast.Constant:
            if node.value.__class__ is str:
                note_string(node, facts, names)
            continue
        if cls is ast.Attribute:
            names.add(node.attr)
            pending.append(node.value)
            continue
        handler = HANDLERS.get(cls)
        if handler is not None and handler(node, facts, names):
            continue
        for field in children(node):
            value = getattr(node, field, None)
            if value.__class__ is list:
                pending.extend(child for child in value if isinstance(child, ast_type))
            elif isinstance(value, ast_type):
                pending.append(value)
    return names


def note_string(node, facts, names):
    text = node.value
    if node.end_lineno > node.lineno:
        facts.texts.append((node.lineno, node.end_lineno))
    if IDENTIFIER.match(text):
        names.add(text)
    elif "-m " in text or (("." in text or "/" in text) and REFERENCE.match(text)):
        facts.strings.append((text[:500], node.lineno))


def note_expression(node, facts, names):
    if isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
        facts.comments.append((node.lineno, node.end_lineno))
        return True
    return False


def note_joined(node, facts, names):
    if node.end_lineno > node.lineno:
        facts.texts.append((node.lineno, node.end_lineno))
    return False


def note_import(node, facts, names):
    for alias in node.names:
        facts.imports.append({"of": alias.name, "level": 0, "names": None, "line": node.lineno, "how": "import"})
    return True


def note_import_from(node, facts, names):
    imported = [[alias.name, alias.asname or alias.name] for alias in node.names]
    facts.imports.append({"of": node.module or "", "level": node.level, "names": imported, "line": node.lineno, "how": "import"})
    return True


def note_class(node, facts, names):
    facts.classes += 1
    return False


def note_function(node, facts, names):
    facts.functions += 1
    for decorator in node.decorator_list:
        call = decorator if isinstance(decorator, ast.Call) else None
        target = call.func if call else decorator
        if isinstance(target, ast.Attribute) and target.attr == "command":
            given = (literal(call.args[0]) if call and call.args else None) or (keyword(call, "name") if call else None)
            facts.commands.append({"name": given or node.name.replace("_", "-"), "line": node.lineno, "by": "click"})
    return False


def note_sequence(node, facts, names):
    words = [literal(element) for element in node.elts]
    if "-m" in words:
        place = words.index("-m")
        if place + 1 < len(words) and words[place + 1]:
            facts.strings.append(("-m " + words[place + 1], node.elts[place + 1].lineno))
    return False


def note_call(node, facts, names):
    function = node.func
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", None)
    if name in ("import_module", "__import__", "find_spec", "run_module") and node.args:
        note_dynamic(node, facts)
    elif name == "add_parser" and node.args and literal(node.args[0]):
        facts.commands.append({"name": literal(node.args[0]), "line": node.lineno, "by": "argparse"})
    elif name == "ArgumentParser":
        facts.parsers.append({"name": keyword(node, "prog"), "line": node.lineno, "by": "argparse"})
    return False


def note_dynamic(node, facts):
    target = node.args[0]
    text = literal(target)
    if text is None and isinstance(target, ast.JoinedStr) and target.values:
        beginning = literal(target.values[0])
        text = beginning + "*" if beginning and "." in beginning else None
    if not text:
        return
    module = text.lstrip(".")
    level = len(text) - len(module)
    package = literal(node.args[1]) if len(node.args) > 1 else keyword(node, "package")
    if level and package:
        base = package.split(".")
        module = ".".join(base[: len(base) - level + 1] + [module])
        level = 0
    facts.imports.append({"of": module, "level": level, "names": None, "line": node.lineno, "how": "dynamic import"})


HANDLERS = {
    ast.Expr: note_expression,
    ast.JoinedStr: note_joined,
    ast.Import: note_import,
    ast.ImportFrom: note_import_from,
    ast.ClassDef: note_class,
    ast.FunctionDef: note_function,
    ast.AsyncFunctionDef: note_function,
    ast.List: note_sequence,
    ast.Tuple: note_sequence,
    ast.Call: note_call,
}


def literal(node):
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def keyword(call, name):
    for each in call.keywords:
        if each.arg == name:
            return literal(each.value)
    return None


def is_public_list(statement):
    """Whether it sets `__all__`, which names symbols without using them."""
    if isinstance(statement, ast.Assign):
        targets = statement.targets
    elif isinstance(statement, (ast.AugAssign, ast.AnnAssign)):
        targets = [statement.target]
    else:
        return False
    return any(getattr(target, "id", None) == "__all__" for target in targets)


def is_main_guard(statement):
    return isinstance(statement, ast.If) and any(
        isinstance(node, ast.Name) and node.id == "__name__" for node in ast.walk(statement.test)
    )


def line_kinds(source, facts):
    """One character a line: "c" code, "#" comment or docstring, " " blank."""
    spans = {}
    for kind, found in (("c", facts.texts), ("#", facts.comments)):
        for first, last in found:
            for number in range(first, last + 1):
                spans[number] = kind
    kinds = []
    for number, line in enumerate(lines_of(source), 1):
        kind = spans.get(number)
        if kind is None:
            text = line.strip()
            kind = " " if not text else "#" if text[0] == "#" else "c"
        kinds.append(kind)
    return "".join(kinds)


def lines_of(source):
    lines = source.split("\n")
    return lines[:-1] if lines[-1] == "" else lines


def read(path):
    with open(path, "rb") as file:
        data = file.read()
    encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
    source = data.decode(encoding).replace("\r\n", "\n").replace("\r", "\n")
    facts = Facts()
    tree = ast.parse(source, path)
    used = [set() if is_public_list(statement) else walk(statement, facts) for statement in tree.body]
    counts = {}
    for names in used:
        for name in names:
            counts[name] = counts.get(name, 0) + 1
    return {
        "kinds": line_kinds(source, facts),
        "classes": facts.classes,
        "functions": facts.functions,
        "symbols": [symbol(statement, used[place], counts) for place, statement in enumerate(tree.body) if isinstance(statement, FUNCTIONS + (ast.ClassDef,))],
        "imports": facts.imports,
        "exports": " ".join(public_names(tree.body)),
        "names": " ".join(counts),
        "strings": facts.strings,
        "commands": facts.commands or facts.parsers,
        "program": any(is_main_guard(statement) for statement in tree.body),
        "error": None,
    }


def public_names(statements):
    """The names that the top level defines, also within its conditions."""
    names = set()
    pending = list(statements)
    while pending:
        statement = pending.pop()
        if isinstance(statement, FUNCTIONS + (ast.ClassDef,)):
            names.add(statement.name)
        elif isinstance(statement, (ast.Assign, ast.AnnAssign)):
            for target in statement.targets if isinstance(statement, ast.Assign) else [statement.target]:
                names.update(node.id for node in ast.walk(target) if isinstance(node, ast.Name))
        elif isinstance(statement, (ast.If, ast.Try)):
            pending.extend(statement.body + statement.orelse)
            for handler in getattr(statement, "handlers", []):
                pending.extend(handler.body)
    return names


def symbol(statement, own, counts):
    """A class or function; used here when a statement other than its own names it."""
    others = counts.get(statement.name, 0) - (1 if statement.name in own else 0)
    return {
        "name": statement.name,
        "kind": "class" if isinstance(statement, ast.ClassDef) else "function",
        "line": statement.lineno,
        "registered": bool(statement.decorator_list),
        "exported_as": [],
        "used_here": others > 0,
    }


def facts_of(path):
    try:
        return read(path)
    except SyntaxError as error:
        return {"error": {"message": error.msg, "line": error.lineno}}
    except OSError as error:
        return {"error": {"message": (error.strerror or str(error)).lower(), "line": None}}
    except (ValueError, RecursionError, MemoryError, LookupError) as error:
        return {"error": {"message": str(error) or type(error).__name__, "line": None}}


def main():
    warnings.simplefilter("ignore")
    write = sys.stdout.buffer.write
    for path in sys.stdin.buffer.read().decode("utf-8", "surrogateescape").split("\0"):
        if path:
            write(json.dumps(facts_of(path), separators=(",", ":")).encode("ascii"))
            write(b"\n")


main()
