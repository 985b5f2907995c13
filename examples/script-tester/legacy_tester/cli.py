"""The commands of the tester."""

import argparse
import json
import logging
import shutil
import sys
from pathlib import Path

from legacy_tester import display
from legacy_tester.core.pipeline_executor import PipelineExecutor
from legacy_tester.core.pipeline_script_executor import PipelineScriptExecutor
from legacy_tester.data.local_data_manager import LocalDataManager
from legacy_tester.data.synthetic_data_generator import SyntheticDataGenerator
from legacy_tester.results import threshold_warnings


def test_script(args):
    fields = {"Data source": args.data_source, "Data size": args.data_size}
    display.print_header(f"Testing script: {args.script_name}", fields)
    result = PipelineScriptExecutor(args.workspace_dir).test_script_isolation(args.script_name, args.data_source)
    warnings = threshold_warnings(result, args.memory_threshold, args.time_threshold)
    if args.output_format == "json":
        thresholds = {"memory_mb": args.memory_threshold, "time_seconds": args.time_threshold}
        print(json.dumps(result.as_dict() | {"threshold_warnings": warnings, "thresholds": thresholds}, indent=2))
    else:
        display.print_result(result, warnings)
    return 0 if result.is_successful() else 1


def test_pipeline(args):
    display.print_header(f"Testing pipeline: {args.pipeline_path}", {"Data source": args.data_source})
    dag = json.loads(Path(args.pipeline_path).read_text())
    result = PipelineExecutor(args.workspace_dir).execute_pipeline(dag, args.data_source)
    if args.output_format == "json":
        print(json.dumps(vars(result), indent=2, default=str))
    else:
        print(f"Pipeline Status: {'SUCCESS' if result.success else 'FAILURE'}")
        print(f"Total Execution Time: {result.total_duration:.2f} seconds")
        if result.error:
            print(f"Error: {result.error}")
    return 0 if result.success else 1


def discover_script(args):
    executor = PipelineScriptExecutor(args.workspace_dir)
    path = Path(executor.discover_script_path(args.script_path))
    print(f"Script discovered: {path}")
    print(f"Script exists: {path.exists()}")
    print(f"Script size: {path.stat().st_size} bytes")
    try:
        executor.script_manager.import_script_main(path)
        print("Main function: Successfully imported")
    except Exception as error:
        print(f"Main function: Import failed - {error}")


def list_results(args):
    print(f"Test results in: {args.workspace_dir}\n{'-' * 50}")
    outputs = Path(args.workspace_dir) / "outputs"
    for folder in sorted(outputs.iterdir()) if outputs.exists() else []:
        print(f"Script: {folder.name}")
    if not outputs.exists():
        print("No test results found")


def clean_workspace(args):
    confirm(args, "Are you sure you want to clean the workspace?")
    shutil.rmtree(args.workspace_dir)  # the local data with it
    print(f"Cleaned workspace: {args.workspace_dir}")


def add_local_data(args):
    manager = LocalDataManager(args.workspace_dir)
    for number, file in enumerate(args.data_files, start=1):
        key = f"input_data_{number}" if len(args.data_files) > 1 else "input_data"
        manager.add_data_for_script(args.script_name, key, file, args.description or f"Local data file for {args.script_name}")
        print(f"Added local data: {Path(file).name} for script {args.script_name}")
    print(f"Local data files added successfully for {args.script_name}")


def list_local_data(args):
    manager = LocalDataManager(args.workspace_dir)
    title = f"Local data files for script: {args.script_name}" if args.script_name else "Available local data files:"
    print(f"{title}\n{'-' * 40}")
    if args.script_name:
        display.print_local_data(manager, args.script_name, with_descriptions=True)
        return
    for script_name in manager.list_all_scripts():
        print(f"\nScript: {script_name}")
        display.print_local_data(manager, script_name)


def remove_local_data(args):
    confirm(args, "Are you sure you want to remove the local data?")
    if not LocalDataManager(args.workspace_dir).remove_data_for_script(args.script_name, args.data_key):
        raise RuntimeError("Failed to remove local data")
    print(f"Removed local data: {args.script_name}{'.' + args.data_key if args.data_key else ''}")


def list_execution_history(args):
    history = PipelineScriptExecutor(args.workspace_dir).execution_history  # a new process: always empty
    for entry in history[-args.limit :]:
        print(f"Script: {entry['script_name']}")
    if not history:
        print("No execution history found")


def clear_execution_history(args):
    confirm(args, "Are you sure you want to clear execution history?")
    PipelineScriptExecutor(args.workspace_dir).execution_history.clear()
    print("Execution history cleared")


def generate_synthetic_data(args):
    generator = SyntheticDataGenerator(args.workspace_dir, seed=args.seed)  # it has no such arguments
    rows = generator.generate_rows(args.num_records or {"small": 100, "medium": 1000, "large": 10000}[args.data_size])
    target = Path(args.workspace_dir) / "inputs" / args.script_name / "synthetic_data.json"
    target.write_text(json.dumps(rows))


def show_config(args):
    config = {
        "workspace_dir": args.workspace_dir,
        "workspace_exists": Path(args.workspace_dir).exists(),
        "available_data_sources": ["synthetic", "local", "s3"],
        "available_testing_modes": ["pre_execution", "post_execution"],
        "available_output_formats": ["text", "json"],
        "default_thresholds": {
            "script_memory_mb": 1024,
            "script_time_seconds": 60,
            "pipeline_memory_mb": 2048,
            "pipeline_time_seconds": 300,
        },
        "local_data_scripts": len(LocalDataManager(args.workspace_dir).list_all_scripts()),
        "execution_history_entries": 0,
    }
    print(json.dumps(config, indent=2) if args.output_format == "json" else "\n".join(f"{k}: {v}" for k, v in config.items()))


def confirm(args, question):
    if not args.yes and input(f"{question} [y/N]: ").lower() not in ("y", "yes"):
        raise RuntimeError("Aborted!")


def make_parser():
    parser = argparse.ArgumentParser(prog="legacy_tester", description="Tests pipeline scripts.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(function, *positional, **options):
        added = commands.add_parser(function.__name__.replace("_", "-"))
        added.set_defaults(function=function)
        added.add_argument("--workspace-dir", default="./development/projects/project_alpha")
        for name in positional:
            added.add_argument(name, nargs="+" if name.endswith("s") else None)
        for name, settings in options.items():
            added.add_argument(f"--{name.replace('_', '-')}", **settings)

    form = {"choices": ["text", "json"], "default": "text"}
    source = {"choices": ["synthetic", "local", "s3"], "default": "synthetic"}
    size = {"choices": ["small", "medium", "large"], "default": "small"}
    yes = {"action": "store_true"}
    limits = {"memory_threshold": {"type": int, "default": 1024}, "time_threshold": {"type": float, "default": 60}}
    command(test_script, "script_name", data_source=source, data_size=size, output_format=form, **limits)
    command(test_pipeline, "pipeline_path", data_source=source, output_format=form)
    command(discover_script, "script_path")
    command(list_results)
    command(clean_workspace, yes=yes)
    command(add_local_data, "script_name", "data_files", description={"default": ""})
    command(list_local_data, script_name={})
    command(remove_local_data, "script_name", data_key={}, yes=yes)
    command(list_execution_history, script_name={}, limit={"type": int, "default": 10}, output_format=form)
    command(clear_execution_history, yes=yes)
    command(generate_synthetic_data, "script_name", data_size=size, num_records={"type": int}, seed={"type": int, "default": 42})
    command(show_config, output_format=form)
    return parser


def main():
    logging.basicConfig(level=logging.INFO, format="%(asctime)s - %(name)s - %(levelname)s - %(message)s")
    args = make_parser().parse_args()
    try:
        sys.exit(args.function(args) or 0)
    except Exception as error:
        print(f"Error: {error}", file=sys.stderr)
        sys.exit(1)
