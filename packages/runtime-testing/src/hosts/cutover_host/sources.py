"""Reads a script's source without running it: its entry point, and the names it asks of its caller."""

import re

import _ast as ast  # what the module `ast` parses to, without the time that module takes to load

AST = ast.AST
# Nodes with nothing in them that is looked for; most of a tree.
LEAVES = frozenset([ast.Name, ast.Constant, ast.arg, ast.Load, ast.Store, ast.Pass, ast.Add, ast.Eq])
ARGUMENTS = ("input_paths", "output_paths", "environ_vars", "job_args")
FRAME_FILE = re.compile("(read|to)_(csv|table|json|excel|pickle|feather|orc|stata|xml)$|to_parquet$")
PATH_METHODS = ("open", "read_text", "read_bytes", "write_text", "write_bytes")


def inspect(path):
    """What the source says. `main` is a list of parameter names, "name" where main is bound some other way, or None."""
    facts = {"path": path, "main": None, "guard": False, "error": None, "imports": []}
    facts.update({name: [] for name in ARGUMENTS})
    try:
        with open(path, "rb") as file:
            tree = compile(file.read(), path, "exec", ast.PyCF_ONLY_AST)
    except (SyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None)
        facts["error"] = {"message": getattr(error, "msg", None) or str(error), "line": line}
        return facts
    except (RecursionError, MemoryError):
        facts["error"] = {"message": "the source is nested too deeply to be read", "line": None, "unreadable": True}
        return facts
    except OSError as error:
        facts["error"] = {"message": error.strerror or str(error), "line": None, "unreadable": True}
        return facts
    names = {name: {} for name in ARGUMENTS}
    files = []
    bound = {}
    pending = [(node, True) for node in tree.body]
    while pending:
        node, top = pending.pop()
        kind = type(node)
        if top:
            note_top_level(node, kind, facts)
        if kind is ast.Import or kind is ast.ImportFrom:
            note_import(node, facts["imports"])
        elif kind is ast.Subscript:
            note_subscript(node, names)
        elif kind is ast.Assign and type(node.targets[0]) is ast.Name:
            place = place_of(node.value)
            if place:
                bound[node.targets[0].id] = place
        elif kind is ast.Call:
            note_call(node, names)
            note_file(node, node.func, files)
        elif kind is ast.Attribute and type(node.value) is ast.Name and node.value.id == "job_args":
            names["job_args"].setdefault(node.attr, {})
        # Names bound by an if or try at the top of the file are top-level names, too.
        inner = top and kind in (ast.If, ast.Try, ast.With, ast.ExceptHandler)
        for value in node.__dict__.values():
            if type(value) is list:
                for item in value:
                    if isinstance(item, AST) and type(item) not in LEAVES:
                        pending.append((item, inner))
            elif isinstance(value, AST) and type(value) not in LEAVES:
                pending.append((value, inner))
    note_files(files, bound, names)
    for name, found in names.items():
        facts[name] = [dict(use, name=key) for key, use in sorted(found.items())]
    facts["imports"] = sorted(set(facts["imports"]))
    return facts


def note_top_level(node, kind, facts):
    if kind in (ast.FunctionDef, ast.AsyncFunctionDef) and node.name == "main":
        given = node.args
        facts["main"] = [argument.arg for argument in given.args + given.kwonlyargs]
    elif kind is ast.ClassDef and node.name == "main":
        facts["main"] = "name"
    elif kind is ast.Import:
        if any((alias.asname or alias.name.split(".")[0]) == "main" for alias in node.names):
            facts["main"] = "name"
    elif kind is ast.ImportFrom:
        if any((alias.asname or alias.name) in ("main", "*") for alias in node.names):
            facts["main"] = facts["main"] or "name"
    elif kind in (ast.Assign, ast.AnnAssign):
        targets = node.targets if kind is ast.Assign else [node.target]
        if any(binds_main(target) for target in targets):
            facts["main"] = facts["main"] or "name"
    elif kind is ast.If and is_guard(node.test):
        facts["guard"] = True


def binds_main(target):
    if type(target) is ast.Name:
        return target.id == "main"
    if type(target) is ast.Starred:
        return binds_main(target.value)
    return any(map(binds_main, getattr(target, "elts", ())))


def note_import(node, imports):
    for alias in node.names:
        imports.extend(alias.name.split("."))
    if getattr(node, "module", None):
        imports.extend(node.module.split("."))


def is_guard(test):
    return (
        type(test) is ast.Compare
        and type(test.left) is ast.Name
        and test.left.id == "__name__"
        and any(getattr(other, "value", None) == "__main__" for other in test.comparators)
    )


def note_subscript(node, names):
    if type(node.value) is ast.Name and node.value.id in names:
        key = text_of(node.slice)
        if key is not None:
            names[node.value.id].setdefault(key, {})


def note_call(node, names):
    function = node.func
    if type(function) is ast.Attribute and function.attr == "get" and type(function.value) is ast.Name:
        if function.value.id in names and node.args:
            key = text_of(node.args[0])
            if key is not None:
                note_default(names, function.value.id, key, node.args[1:])
    if type(function) is ast.Name and function.id == "getattr" and len(node.args) >= 2:
        if type(node.args[0]) is ast.Name and node.args[0].id == "job_args":
            key = text_of(node.args[1])
            if key is not None:
                note_default(names, "job_args", key, node.args[2:])


def note_default(names, owner, key, given):
    """A second argument of `.get`, or a third of `getattr`, is the source's own value; None is the same as no value."""
    use = names[owner].setdefault(key, {})
    if not given or owner in ("input_paths", "output_paths") or getattr(given[0], "value", "") is None:
        return
    use["optional"] = True
    value = getattr(given[0], "value", None)
    if type(given[0]) is ast.Constant and type(value) in (str, int, float, bool):
        use["default"] = value


def note_file(node, function, files):
    """`open(input_paths["x"])`, `read_csv(path)`, `frame.to_csv(path)` and `path.write_text(…)` say that it is a file, not a folder."""
    called = getattr(function, "id", None) or getattr(function, "attr", "")
    if called in PATH_METHODS and type(function) is ast.Attribute and not (called == "open" and node.args):
        files.append(function.value)
    elif node.args and (called == "open" or FRAME_FILE.match(called) and type(function) is ast.Attribute):
        files.append(node.args[0])


def place_of(node):
    """(argument, key) for `input_paths["x"]`, `output_paths.get("x")`, and these within Path(…) or str(…)."""
    kind = type(node)
    if kind is ast.Call and node.args:
        function = node.func
        if type(function) is ast.Attribute and function.attr == "get":
            owner, key = function.value, text_of(node.args[0])
        elif getattr(function, "id", None) in ("Path", "str"):
            return place_of(node.args[0])
        else:
            return None
    elif kind is ast.Subscript:
        owner, key = node.value, text_of(node.slice)
    else:
        return None
    if type(owner) is ast.Name and owner.id in ("input_paths", "output_paths") and key is not None:
        return owner.id, key
    return None


def note_files(files, bound, names):
    """Marks what is opened as a file, directly or by the name that it was given."""
    for node in files:
        if type(node) is ast.Call and node.args and getattr(node.func, "id", None) in ("Path", "str"):
            node = node.args[0]
        place = bound.get(node.id) if type(node) is ast.Name else place_of(node)
        if place:
            names[place[0]].setdefault(place[1], {})["file"] = True


def text_of(node):
    if type(node).__name__ == "Index":  # Python 3.8
        node = node.value
    return node.value if type(node) is ast.Constant and type(node.value) is str else None
