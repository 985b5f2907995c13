"""The data that scripts are tested with."""
