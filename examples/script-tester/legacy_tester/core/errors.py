"""What can go wrong, by layer."""


class ScriptImportError(Exception):
    """A script can't be loaded, or has no main."""


class ConfigurationError(Exception):
    """The tester can't do what it is asked."""
