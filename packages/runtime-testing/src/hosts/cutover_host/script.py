"""Loads one script the way Python imports a module, calls its main, and reports what happened."""

import builtins
import os
import resource
import sys
import time
from argparse import Namespace
from importlib.util import module_from_spec, spec_from_file_location
from json import encoder

# A script may put anything in the place of a builtin: the names used below are bound before it is loaded.
globals().update(vars(builtins))

HOST_FAULT = 96
NAMES = ("input_paths", "output_paths", "environ_vars", "job_args")
ATTEMPTS = {"subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.startfile"}
NETWORK = {"socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto"}
ATTEMPT_LIMIT = 20


class Denied(PermissionError):
    """Raised inside a script for what --deny blocks."""


class Refused(Exception):
    """The script does not have the entry point that is called: the code says how."""

    def __init__(self, code, message):
        super().__init__(message)
        self.code = code


def run(request, token, channel):
    """Runs a script in this process, which is its own, and never returns. Without `env` it has its environment already."""
    encode = _encode
    write, leave, now = os.write, os._exit, time.perf_counter

    def tell(phase, **facts):
        facts.update(token=token, phase=phase)
        write(channel, (encode(facts) + "\n").encode("utf-8", "backslashreplace"))

    limit_memory(request["memory_mb"])
    attempts = []
    guard(attempts, set(request["deny"]), request.get("guarded"))
    facts = execute(request, tell, now, finish=True)
    facts["attempts"] = attempts
    tell("done", **facts)
    leave(0)


def run_here(request):
    """Runs a script in a process that goes on afterwards."""
    facts = execute(request, lambda phase: None, time.perf_counter, finish=False)
    return dict(facts, attempts=[], phase="done")


def execute(request, tell, now, finish):
    """The facts of one run: what came back or what was raised, where, and how long it took."""
    if "env" in request:
        set_environment(request["env"])
    os.chdir(request["folder"])
    # A process that multiprocessing spawns loads its parent's main program: that must not be this host.
    sys.modules["__main__"] = type(sys)("__main__")
    path = request["path"]
    as_main = request["as_main"]
    facts = {"phase_reached": "load", "error": None, "returned": None, "params": None}
    started = now()
    try:
        tell("load")
        # A program that is only checked is imported: what it runs when it is the program does not run.
        module = load(path, as_main and request["phase"] == "call")
        if not as_main:
            main = find_main(module)
            facts["params"] = check_parameters(main)
            if request["phase"] == "call":
                facts["phase_reached"] = "call"
                tell("call")
                facts["returned"] = describe(settle(main(**arguments(request))))
        if finish:
            facts["phase_reached"] = "end"
            end_as_python_does()
    except BaseException as error:
        facts["error"] = error_facts(error, path)
    facts["execution_time_ms"] = (now() - started) * 1000
    return facts


def set_environment(wanted):
    """Makes the environment what is wanted; most of it is so already, and each change is a call into the system."""
    for name in [name for name in os.environ if name not in wanted]:
        del os.environ[name]
    for name, value in wanted.items():
        if os.environ.get(name) != value:
            os.environ[name] = value


def load(path, as_main):
    sys.dont_write_bytecode = True
    sys.argv = [path]
    folder, file = os.path.split(path)
    name = os.path.splitext(file)[0]
    packages = []
    top = folder
    while os.path.exists(os.path.join(top, "__init__.py")):
        top, package = os.path.split(top)
        packages.insert(0, package)
    sys.path[:0] = [folder] if top == folder else [folder, top]
    if as_main:
        name = "__main__"
    elif packages:
        __import__(".".join(packages))
        name = ".".join(packages + [name])
    spec = spec_from_file_location(name, path)
    module = module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def find_main(module):
    main = getattr(module, "main", None)
    if main is None:
        raise Refused("MAIN_MISSING", "there is no main in it")
    if not callable(main):
        raise Refused("MAIN_NOT_CALLABLE", "its main is a %s, not a function" % type(main).__name__)
    return main


def check_parameters(main):
    """The names of main's parameters; refuses a main that can't be called with the four agreed names."""
    code = getattr(main, "__code__", None)
    plain = type(main) is type(find_main) and not hasattr(main, "__wrapped__")
    if plain and code.co_flags & 0x0C == 0 and code.co_posonlyargcount == 0:
        names = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
        optional = set(names[code.co_argcount - len(main.__defaults__ or ()): code.co_argcount])
        optional.update(main.__kwdefaults__ or ())
        return refuse_unfit(names, optional, takes_any=False)
    from inspect import Parameter, signature

    try:
        parameters = signature(main).parameters.values()
    except (TypeError, ValueError):
        raise Refused("MAIN_PARAMETERS", "the parameters of its main can't be read") from None
    kinds = {Parameter.VAR_POSITIONAL, Parameter.VAR_KEYWORD, Parameter.POSITIONAL_ONLY}
    names = [parameter.name for parameter in parameters if parameter.kind not in kinds]
    optional = {parameter.name for parameter in parameters if parameter.default is not Parameter.empty}
    required_by_place = [p.name for p in parameters if p.kind is Parameter.POSITIONAL_ONLY and p.default is p.empty]
    if required_by_place:
        raise Refused("MAIN_PARAMETERS", "main takes %s by position only" % ", ".join(required_by_place))
    return refuse_unfit(names, optional, any(p.kind is Parameter.VAR_KEYWORD for p in parameters))


def refuse_unfit(names, optional, takes_any):
    missing = [] if takes_any else [name for name in NAMES if name not in names]
    extra = [name for name in names if name not in NAMES and name not in optional]
    told = []
    if missing:
        told.append("lacks %s" % ", ".join(missing))
    if extra:
        told.append("has %s without a default" % ", ".join(extra))
    if told:
        raise Refused("MAIN_PARAMETERS", "main(%s) %s" % (", ".join(names), " and ".join(told)))
    return list(names)


def arguments(request):
    return {
        "input_paths": request["input_paths"],
        "output_paths": request["output_paths"],
        "environ_vars": request["environ_vars"],
        "job_args": namespace(request["job_args"]),
    }


def namespace(values):
    """The values as attributes, whatever their names: `self` would be taken by Namespace itself."""
    filled = Namespace()
    vars(filled).update(values)
    return filled


def settle(value):
    """Awaits what main returned if it is a coroutine. A generator is refused: its body has not run."""
    kind = type(value).__name__
    if kind == "coroutine" or hasattr(value, "__await__"):
        import asyncio

        async def wait():
            return await value

        return asyncio.run(wait())
    if kind in ("generator", "async_generator"):
        raise Refused("MAIN_GENERATOR", "main is a generator, so that calling it runs nothing")
    return value


def describe(value):
    """A returned value as its type and, for an integer of any kind, its number; True and False are no return codes."""
    kind = type(value).__name__
    if value is None or isinstance(value, (bool, str, bytes)) or kind == "bool_":
        return {"type": kind, "code": None}
    try:
        return {"type": kind, "code": value.__index__()}
    except Exception:
        return {"type": kind, "code": None}


def end_as_python_does():
    """What an interpreter does when a program ends: waits for its threads, runs its exit handlers, flushes."""
    import atexit

    threading = sys.modules.get("threading")
    if threading is not None:
        threading._shutdown()
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        if stream is not None and not stream.closed:
            stream.flush()


def error_facts(error, path):
    facts = {"type": type(error).__name__, "message": text_of(error), "frames": frames_of(error)}
    if isinstance(error, Refused):
        facts["refused"] = error.code
    elif isinstance(error, SystemExit):
        code = error.code
        facts["exit_code"] = code if isinstance(code, int) else 0 if code is None else 1
    elif isinstance(error, SyntaxError):
        facts["frames"] = [{"file": error.filename or path, "line": error.lineno, "function": None}]
        facts["message"] = str(error.msg)
    elif isinstance(error, ModuleNotFoundError):
        facts["module"] = error.name
    facts["kinds"] = [kind.__name__ for kind in type(error).__mro__]
    return facts


def text_of(error):
    try:
        return str(error)[:4000]
    except BaseException:
        return "(its message can't be made)"


def frames_of(error):
    """The script's own frames, outermost first; those of this host are left out."""
    here = os.path.dirname(os.path.abspath(__file__))
    frames = []
    trace = error.__traceback__
    while trace is not None and len(frames) < 200:
        file = trace.tb_frame.f_code.co_filename
        if not file.startswith((here, "<frozen importlib")):
            frames.append({"file": file, "line": trace.tb_lineno, "function": trace.tb_frame.f_code.co_name})
        trace = trace.tb_next
    return frames[-20:]


def limit_memory(megabytes):
    """Allows `megabytes` of address space on top of what this process has already, which the warm host brought along."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        statm = os.open("/proc/self/statm", os.O_RDONLY)
    except OSError:
        return
    pages = int(os.read(statm, 100).split()[0])
    os.close(statm)
    limit = pages * os.sysconf("SC_PAGE_SIZE") + megabytes * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def guard(attempts, denied, guarded):
    """Notes, and where denied blocks, network use and other programs; keeps `guarded`, a real path, from being removed whole."""
    attempt_limit, blocked = ATTEMPT_LIMIT, Denied
    subprocesses, network = ATTEMPTS, NETWORK
    realpath = os.path.realpath

    def hook(event, arguments):
        if event in subprocesses:
            kind, what = "subprocess", arguments[0]
            if event == "subprocess.Popen":
                what = arguments[1]
        elif event in network:
            kind = "network"
            what = arguments[1] if event in ("socket.connect", "socket.sendto") else arguments[0]
            if event in ("socket.connect", "socket.sendto") and not isinstance(what, tuple):
                return
        elif event == "shutil.rmtree" and guarded:
            if (guarded + "/").startswith(realpath(os.fspath(arguments[0])).rstrip("/") + "/"):
                raise blocked("the workspace must not be removed: other scripts need it")
            return
        else:
            return
        if len(attempts) < attempt_limit:
            attempts.append({"kind": kind, "what": _words(what), "denied": kind in denied})
        if kind in denied:
            raise blocked("%s is denied for this run: %s" % (kind, _words(what)))

    sys.addaudithook(hook)


def _words(what):
    if isinstance(what, bytes):
        what = what.decode("utf-8", "replace")
    if isinstance(what, (list, tuple)):
        what = " ".join(part.decode("utf-8", "replace") if isinstance(part, bytes) else str(part) for part in what)
    return str(what)[:200]


def _encoder():
    """A JSON encoder made of C functions alone, which a script that patches json or builtins can't change."""
    quote = encoder.encode_basestring_ascii
    make = encoder.c_make_encoder
    if make is None:
        return encoder.JSONEncoder().encode
    chunks = make(None, repr, quote, None, ": ", ", ", False, False, True)
    return lambda facts: "".join(chunks(facts, 0))


_encode = _encoder()
