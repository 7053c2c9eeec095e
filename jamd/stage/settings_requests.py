"""The page's requests about settings and controls, as values in and out (docs/api.md); `api.py` serves them."""

from collections.abc import Awaitable, Callable
from typing import Any, Final

import msgspec

from jamd.errors import Refused
from jamd.ipc.saving import Saved
from jamd.stage.bodies import decoded
from jamd.stage.hub import Hub
from jamd.stage.my_settings import MySettings, Now

PATHS: Final = ("settings", "settings/controls", "settings/tune", "controls", "controls/{number:int}", "learn")


class _Learn(msgspec.Struct, forbid_unknown_fields=True):
    on: bool


class SettingsRequests:
    """Owned by the page's event loop."""

    def __init__(self, hub: Hub, mine: MySettings) -> None:
        self._hub, self._mine = hub, mine

    async def answer(self, method: str, path: str, body: bytes) -> Any:
        """To one request, `POST settings` for example. Refused."""
        what, _, rest = path.partition("/")
        match method, what, rest:
            case "POST", "settings", "":
                return await self._save(self._mine.save)
            case "POST", "settings", "tune":
                saved = await self._save(self._mine.save_tune)
                self._hub.library_changed()
                return saved
            case "POST", "settings", _:
                return await self._save(self._mine.save_controls)
            case (("GET" | "HEAD"), "controls", ""):
                return self._hub.controls.section()
            case "POST", "controls", "":
                self._hub.controls.add(decoded(body, dict[str, Any]))
            case "DELETE", "controls", number if number:
                self._hub.controls.remove(int(number))
            case "POST", "learn", _:
                self._hub.controls.learn(decoded(body, _Learn).on)
            case _:
                raise Refused(405, "this method is not allowed here")
        self._hub.send_changes()
        return self._hub.controls.section()

    async def _save(self, save: Callable[[Now], Awaitable[Saved]]) -> Saved:
        saved = await save(self._hub.now())
        self._hub.controls.saved = self._mine.saved_controls
        self._hub.send_changes()
        return saved
