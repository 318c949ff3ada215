"""Start Countertop without installing its command: `python main.py …` is `pos …`."""

import sys

from pos_app.cli import main

if __name__ == "__main__":
    sys.exit(main())
