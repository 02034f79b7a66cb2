"""Which engine was asked for?"""

from kb.engines.contract import Store
from kb.errors import EngineUnavailable, KBError

NAMES = ("tantivy", "whoosh")


def open_store(name: str) -> Store:
    """The embedded engine of that name. Raises EngineUnavailable where its library is not installed."""
    try:
        match name:
            case "tantivy":
                from kb.engines.tantivy import TantivyStore  # noqa: PLC0415  a library is loaded when it is asked for

                return TantivyStore()
            case "whoosh":
                from kb.engines.whoosh import WhooshStore  # noqa: PLC0415

                return WhooshStore()
            case _:
                raise KBError(
                    "There is no engine of that name; choose %(names)s.", names=", ".join((*NAMES, "opensearch"))
                )
    except ImportError as error:
        raise EngineUnavailable("The engine %(name)s is not installed here.", name=name) from error
