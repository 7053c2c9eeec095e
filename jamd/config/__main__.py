"""`python -m jamd.config`: saves what standard input asks for (`ToSave` in JSON) and prints what came of it (`Saved`).
The stage starts it when somebody saves, so that it needs to load neither YAML nor the schema itself."""

import sys

import msgspec

from jamd.config.saving import save
from jamd.errors import JamdError
from jamd.ipc.saving import Saved, ToSave


def main() -> None:
    wanted = msgspec.json.decode(sys.stdin.buffer.read(), type=ToSave)
    try:
        saved = save(wanted)
    except JamdError as fault:
        saved = Saved(wanted.file, fault=" ".join(str(fault).split()))
    sys.stdout.buffer.write(msgspec.json.encode(saved))


if __name__ == "__main__":
    main()
