"""Write the next migration from what the tables declare now: ``python -m data.migrations "what changes"``.

For people who change the tables. Read the result before committing it, and raise ``SCHEMA_VERSION``.
"""

import sys
import tempfile
from pathlib import Path

from data.schema import write_revision
from data.store import Store


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit('usage: python -m data.migrations "what changes"')
    with tempfile.TemporaryDirectory() as folder:
        print(write_revision(Store(str(Path(folder) / "scratch.db")), sys.argv[1]))


if __name__ == "__main__":
    main()
