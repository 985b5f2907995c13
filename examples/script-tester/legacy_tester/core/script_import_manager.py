"""Imports a script from its path and calls its main."""

import importlib.util
import resource
import sys
import time

from legacy_tester.core.errors import ScriptImportError
from legacy_tester.results import ExecutionResult


class ScriptImportManager:
    def __init__(self):
        self._cache = {}

    def import_script_main(self, script_path):
        path = str(script_path)
        if path not in self._cache:
            self._cache[path] = self._load(path)
        return self._cache[path]

    def execute_script_main(self, main, context):
        started, memory = time.time(), peak_memory_mb()
        error_message = None
        try:
            main(**context)  # whatever it returns is fine
        except Exception as error:
            error_message = str(error)
        return ExecutionResult(
            success=error_message is None,
            execution_time=time.time() - started,
            memory_usage=max(peak_memory_mb() - memory, 0),
            error_message=error_message,
        )

    def _load(self, path):
        try:
            spec = importlib.util.spec_from_file_location("script_module", path)
            module = importlib.util.module_from_spec(spec)
            sys.modules["script_module"] = module
            spec.loader.exec_module(module)
        except Exception as error:
            raise ScriptImportError(f"Failed to import script {path}: {error}")
        if not hasattr(module, "main"):
            raise ScriptImportError(f"Script {path} does not have a 'main' function")
        return module.main


def peak_memory_mb():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
