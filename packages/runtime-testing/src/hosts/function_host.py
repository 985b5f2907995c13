"""Calls one function with one case, and writes what it returns or raises to a file:

    python3 function_host.py REQUEST RESULT

The request is JSON: {"root", "module", "name", "args" or "fields"}. stdout and stderr stay the function's own.
"""

import dataclasses
import datetime
import decimal
import importlib
import json
import sys

_dumps = json.dumps


def plain(value):
    """Values that JSON has no word for keep one of their own, so that none is taken for another."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {"$dataclass": type(value).__name__, **{f.name: getattr(value, f.name) for f in dataclasses.fields(value)}}
    if isinstance(value, (set, frozenset)):
        return {"$set": sorted(value, key=text_of)}  # their order means nothing, and differs between languages
    if isinstance(value, (bytes, bytearray)):
        return {"$bytes": value.hex()}
    if isinstance(value, decimal.Decimal):
        return {"$decimal": str(value)}
    if isinstance(value, (datetime.date, datetime.time)):
        return {"$date": value.isoformat()}
    if hasattr(value, "tolist"):
        return value.tolist()
    return {"$object": type(value).__name__, "repr": repr(value)}


def text_of(value):
    return _dumps(value, default=plain, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def main(request_file, result_file):
    with open(request_file, encoding="utf-8") as file:
        request = json.load(file)
    sys.path[0] = request["root"]
    sys.argv = [request["module"]]

    def answer(result):
        with open(result_file, "w", encoding="utf-8") as file:
            file.write(_dumps(result, default=plain))

    try:
        found = importlib.import_module(request["module"])
        for step in request["name"].split("."):
            found = getattr(found, step)
    except ModuleNotFoundError as error:
        if error.name != request["module"].split(".")[0] and error.name != request["module"]:
            raise
        answer({"missing": f"there is no module {request['module']} in {request['root']}"})
        return 2
    except AttributeError:
        answer({"missing": f"{request['module']} has no {request['name']}"})
        return 2
    if not callable(found):
        answer({"missing": f"{request['module']}:{request['name']} is not callable"})
        return 2
    try:
        value = found(*request["args"]) if "args" in request else found(**request["fields"])
    except Exception as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        return 1
    answer({"value": value})
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))
