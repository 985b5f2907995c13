"""Prints the public names of Python sources as JSON, without running them:

    python3 api_surface.py FILE-OR-FOLDER

{"items": {"module:Class.method": {"kind", "parameters", "returns", "inherited"}}, "errors": [{"path", "message"}]}

What a class has from another class of the same sources is its own surface, too; "inherited" says from which.
"""

import ast
import json
import os
import sys


def text(node):
    return None if node is None else ast.unparse(node)


def parameters(arguments):
    listed = []
    positional = arguments.posonlyargs + arguments.args
    defaults = [None] * (len(positional) - len(arguments.defaults)) + arguments.defaults
    for number, (argument, default) in enumerate(zip(positional, defaults)):
        kind = "positional" if number < len(arguments.posonlyargs) else "any"
        listed.append({"name": argument.arg, "kind": kind, "default": text(default), "type": text(argument.annotation)})
    if arguments.vararg:
        listed.append({"name": "*" + arguments.vararg.arg, "kind": "rest", "default": None, "type": text(arguments.vararg.annotation)})
    for argument, default in zip(arguments.kwonlyargs, arguments.kw_defaults):
        listed.append({"name": argument.arg, "kind": "keyword", "default": text(default), "type": text(argument.annotation)})
    if arguments.kwarg:
        listed.append({"name": "**" + arguments.kwarg.arg, "kind": "rest", "default": None, "type": text(arguments.kwarg.annotation)})
    return listed


def declared_all(tree):
    for node in tree.body:
        if isinstance(node, ast.Assign) and any(isinstance(target, ast.Name) and target.id == "__all__" for target in node.targets):
            try:
                return set(ast.literal_eval(node.value))
            except ValueError:
                return None
    return None


def names_of(target):
    if isinstance(target, ast.Name):
        return [target.id]
    if isinstance(target, (ast.Tuple, ast.List)):
        return [name for element in target.elts for name in names_of(element)]
    return []


def is_public_member(name):
    return not name.startswith("_") or name in ("__init__", "__call__", "__enter__", "__exit__", "__iter__", "__len__", "__getitem__")


def collect(body, prefix, is_public, items, in_class, reexports):
    for node in body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            if not is_public(node.name):
                continue
            decorators = {text(decorator) for decorator in node.decorator_list}
            listed = parameters(node.args)
            if in_class and "staticmethod" not in decorators and listed:
                listed = listed[1:]
            kind = "property" if "property" in decorators else "async function" if isinstance(node, ast.AsyncFunctionDef) else "function"
            items[prefix + node.name] = {"kind": kind, "parameters": listed, "returns": text(node.returns)}
        elif isinstance(node, ast.ClassDef):
            if not is_public(node.name):
                continue
            bases = [{"name": text(base), "kind": "base", "default": None, "type": None} for base in node.bases]
            items[prefix + node.name] = {"kind": "class", "parameters": bases, "returns": None}
            collect(node.body, prefix + node.name + ".", is_public_member, items, True, False)
        elif isinstance(node, ast.Assign):
            for name in (name for target in node.targets for name in names_of(target)):
                if is_public(name) and name != "__all__":
                    items[prefix + name] = {"kind": "value", "parameters": [], "returns": None}
        elif isinstance(node, ast.AnnAssign):
            for name in names_of(node.target):
                if is_public(name):
                    items[prefix + name] = {"kind": "value", "parameters": [], "returns": text(node.annotation)}
        elif isinstance(node, (ast.Import, ast.ImportFrom)) and reexports:
            for alias in node.names:
                name = alias.asname or alias.name.split(".")[0]
                if is_public(name):
                    items.setdefault(prefix + name, {"kind": "import", "parameters": [], "returns": None})
        elif isinstance(node, (ast.If, ast.Try)):
            for part in (node.body, node.orelse, *(handler.body for handler in getattr(node, "handlers", []))):
                collect(part, prefix, is_public, items, in_class, reexports)


def classes_of(tree, module):
    """The classes of a module, private ones too: what each has of its own, and what its bases are called there."""
    imported = {}
    for node in tree.body:
        if isinstance(node, ast.ImportFrom):
            for alias in node.names:
                imported[alias.asname or alias.name] = (node.module or "", alias.name)
    found = {}
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            own = {}
            collect(node.body, "", is_public_member, own, True, False)
            bases = [text(base).split("[")[0] for base in node.bases]
            found[module, node.name] = (own, [imported.get(base, (module, base)) for base in bases])
    return found


def inherit(items, classes):
    """Gives each public class what it has from its bases: the first of them that has a name, depth first."""
    for (module, name) in classes:
        prefix = module + ":" + name
        if prefix in items:
            for member, item, origin in members(module, name, classes, set()):
                items.setdefault(prefix + "." + member, dict(item, inherited=None if origin == prefix else origin))


def members(module, name, classes, seen):
    if (module, name) in seen:
        return
    seen.add((module, name))
    own, bases = classes[module, name]
    for member, item in own.items():
        yield member, item, module + ":" + name
    for wanted, base in bases:
        for other, known in list(classes):
            if known == base and (other == wanted or ("." + wanted).endswith("." + other) or ("." + other).endswith("." + wanted)):
                yield from members(other, known, classes, seen)
                break


def read(path, module, items, errors, classes, is_private=False):
    try:
        with open(path, "rb") as file:
            tree = ast.parse(file.read(), path)
    except (SyntaxError, ValueError) as error:
        if not is_private:
            errors.append({"path": path, "message": str(error)})
        return
    classes.update(classes_of(tree, module))
    if is_private:
        return
    listed = declared_all(tree)
    is_public = (lambda name: name in listed) if listed is not None else (lambda name: not name.startswith("_"))
    # What a module imports is its own public name where it says so, or where the module is a package's front.
    collect(tree.body, module + ":", is_public, items, False, listed is not None)


def main(start):
    items, errors, classes = {}, [], {}
    if os.path.isfile(start):
        read(start, "", items, errors, classes)
    for folder, folders, files in os.walk(start):
        folders[:] = sorted(name for name in folders if not name.startswith((".", "_")) and name != "tests")
        for name in sorted(files):
            if not name.endswith(".py"):
                continue
            is_private = name.startswith("_") and name != "__init__.py"
            steps = os.path.relpath(os.path.join(folder, name), start)[:-3].split(os.sep)
            module = ".".join(step for step in steps if step != "__init__")
            read(os.path.join(folder, name), module, items, errors, classes, is_private)
    inherit(items, classes)
    json.dump({"items": items, "errors": errors}, sys.stdout)


main(sys.argv[1])
