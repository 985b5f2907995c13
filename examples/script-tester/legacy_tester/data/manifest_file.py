"""Reads and writes the manifest: mappings of text, nested by two spaces. The part of YAML that it needs, no more."""


def load(path):
    root = {}
    open_mappings = [(-1, root)]
    for line in path.read_text().splitlines():
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        indent = len(line) - len(line.lstrip())
        key, _, value = line.strip().partition(":")
        while open_mappings[-1][0] >= indent:
            open_mappings.pop()
        parent = open_mappings[-1][1]
        if value.strip():
            parent[key] = value.strip().strip("'\"")
        else:
            parent[key] = {}
            open_mappings.append((indent, parent[key]))
    return root


def save(path, manifest):
    path.write_text("\n".join(lines_of(manifest, 0)) + "\n")


def lines_of(mapping, depth):
    for key in sorted(mapping):
        value = mapping[key]
        if isinstance(value, dict):
            yield "  " * depth + (f"{key}:" if value else f"{key}: {{}}")
            yield from lines_of(value, depth + 1)
        else:
            yield "  " * depth + f"{key}: {quoted(value)}"


def quoted(text):
    is_plain = text and text[0].isalpha() and ": " not in text and " #" not in text
    return text if is_plain else "'" + text.replace("'", "''") + "'"
