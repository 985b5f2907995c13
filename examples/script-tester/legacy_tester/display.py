"""How results look on a terminal."""


def print_header(title, fields):
    print(title)
    for name, value in fields.items():
        print(f"{name}: {value}")
    print("-" * 50)


def print_result(result, warnings):
    print(f"Status: {result.status}")
    print(f"Execution Time: {result.execution_time:.2f} seconds")
    print(f"Memory Usage: {result.memory_usage} MB")
    if result.error_message:
        print(f"Error: {result.error_message}")
    print_list("Threshold Warnings", warnings)
    print_list("Recommendations", result.recommendations)


def print_list(title, items):
    if items:
        print(f"\n{title}:")
        for item in items:
            print(f"  - {item}")


def print_local_data(manager, script_name, with_descriptions=False):
    for key, info in manager.list_data_for_script(script_name).items():
        mark = "✓" if (manager.local_data_dir / info["path"]).exists() else "✗"
        print(f"  {mark} {key}: {info['path']} ({info['format']})")
        if with_descriptions:
            print(f"    Description: {info['description']}")
