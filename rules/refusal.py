"""Why something was not done: a code with parameters, put into words where it is shown."""

from typing import Any


class Refusal(Exception):
    """What somebody asked cannot be done, and why.

    ``code`` is a key of the ``refusal`` catalog (``rules/locale``); ``params`` fill its sentence.
    Nothing was changed when this is raised.
    """

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params

    def __str__(self) -> str:
        details = ", ".join(f"{key}={value}" for key, value in self.params.items())
        return f"{self.code}({details})" if details else self.code
