"""From the bytes of a file to the elements of a score: unzipped where it is an `.mxl`, and never more than is safe.

A file may be hostile: it is bounded in size, zipped and unzipped; a DTD may be named, but nothing that it declares is
read and no entity of its own is accepted, so nothing grows and nothing is fetched.
"""

import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Final, NoReturn
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from jamd.errors import ChartError

_MOST_BYTES: Final = 2_000_000
_MOST_BYTES_UNZIPPED: Final = 4_000_000
_MOST_FILES: Final = 200
_ZIP: Final = b"PK"
_ENTRY: Final = b"PK\x01\x02"
_CONTAINER: Final = "META-INF/container.xml"
_SUFFIXES: Final = (".musicxml", ".xml")


def read_score(data: bytes) -> Element:
    """The root of the score in a `.musicxml`, `.xml` or `.mxl` file, told by its content; ChartError, one sentence."""
    if len(data) > _MOST_BYTES:
        raise ChartError(f"the file is too large for a chart (over {_MOST_BYTES // 1_000_000} MB)")
    score = _elements(_unzipped(data) if data.startswith(_ZIP) else data)
    if score.tag not in ("score-partwise", "score-timewise"):
        raise ChartError(f"the file is XML, but not MusicXML: it holds <{score.tag[:40]}>")
    return score


def measures_of(score: Element) -> Iterator[list[Element]]:
    """The measures of each part, first part first, with the attributes of `<measure>`."""
    if score.tag == "score-partwise":
        yield from (part.findall("measure") for part in score.findall("part"))
        return
    measures = score.findall("measure")
    for part in measures[0].findall("part") if measures else ():
        yield [_of_part(measure, part.get("id")) for measure in measures]


def _of_part(measure: Element, name: str | None) -> Element:
    """One part's share of a measure of a score that is written measure by measure."""
    own = Element("measure", measure.attrib)
    own.extend(element for part in measure.findall("part") if part.get("id") == name for element in part)
    return own


def _elements(text: bytes) -> Element:
    builder = TreeBuilder()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.data
    parser.EntityDeclHandler = _refuse_entity
    try:
        parser.Parse(text, True)
    except expat.ExpatError as fault:
        raise ChartError(
            f"the file is not readable XML: {expat.ErrorString(fault.code)}, line {fault.lineno}"
        ) from None
    except (LookupError, ValueError):
        raise ChartError("the file is not readable XML: its encoding is unknown") from None
    return builder.close()


def _refuse_entity(*_: object) -> NoReturn:
    raise ChartError("the file declares XML entities; a score needs none, and they are refused")


def _unzipped(data: bytes) -> bytes:
    """The score in an archive: the one that its container names, or else the first."""
    if data.count(_ENTRY) > _MOST_FILES:
        raise ChartError(f"the archive holds more than {_MOST_FILES} files")
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            return _member(archive, _score_in(archive))
    except (zipfile.BadZipFile, zlib.error, EOFError, LookupError, OSError, RuntimeError, ValueError):
        raise ChartError("the file is a damaged zip archive") from None


def _score_in(archive: zipfile.ZipFile) -> str:
    names = archive.namelist()
    if _CONTAINER in names:
        try:
            root = _elements(_member(archive, _CONTAINER)).find("rootfiles/rootfile")
        except ChartError:  # 93 of OpenEWLD's 502 containers are not well-formed
            root = None
        if root is not None and root.get("full-path") in names:
            return root.get("full-path", "")
    for name in names:
        if name.endswith(_SUFFIXES) and not name.startswith("META-INF"):
            return name
    raise ChartError("the archive holds no score (.musicxml or .xml)")


def _member(archive: zipfile.ZipFile, name: str) -> bytes:
    member = archive.getinfo(name)
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise ChartError("the archive is packed in a way that .mxl does not know")
    with archive.open(member) as file:
        text = file.read(_MOST_BYTES_UNZIPPED + 1)
    if len(text) > _MOST_BYTES_UNZIPPED:
        raise ChartError(f"the score is too large for a chart (over {_MOST_BYTES_UNZIPPED // 1_000_000} MB unzipped)")
    return text
