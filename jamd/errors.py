"""Faults that a person can fix: one sentence says where and how. Anything else is a bug in jamd (exit code 3)."""


class JamdError(Exception):
    """A fault outside jamd; the message is shown as it is, the process exits with 1."""


class InstallError(JamdError):
    """A part of jamd or a library that is missing or damaged."""


class ConfigError(JamdError):
    """config.yaml or --set; the message may hold one line for each fault."""


class DeviceError(JamdError):
    """MIDI ports, the driver, the disk."""


class ModelError(JamdError):
    """A network that is missing, damaged, or made for another version of its codec."""


class ChartError(JamdError):
    """A chart that cannot be read; the message names the bar or the symbol."""


class FileError(JamdError):
    """A file that the user named and that is not what it should be."""


class CommandError(JamdError):
    """A command that does not exist, or that takes another value."""


class Refused(JamdError):
    """Something that cannot be done in a folder of the user's. `status` is an HTTP status."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status
